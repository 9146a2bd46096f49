import { JsonBytes } from './json-bytes';

describe('JSON bytes', () => {
  const out = new JsonBytes();

  it('grow with what is written, and begin anew', () => {
    const long = 'ä'.repeat(700_000);
    out.raw('rest of an answer that failed').begin();
    const text = out.raw('[').string(long).raw(',').string('x'.repeat(2_000_000)).raw(']').take().toString();
    expect(JSON.parse(text)).toEqual([long, 'x'.repeat(2_000_000)]);
    expect(out.raw('1').take()).toEqual(Buffer.from('1'));
  });

  it('write every character as JSON.stringify does', () => {
    for (let code = 0; code < 0x1_0000; code += code < 0x300 || code > 0xd700 ? 1 : 97) {
      const text = `a${String.fromCharCode(code)}`;
      const expected = Buffer.from(JSON.stringify(text));
      if (!out.string(text).take().equals(expected)) throw new Error(`character ${String(code)} is wrong`);
    }
  });

  it('are given as a string of one character each', () => {
    const text = out.string('Ü🦠').takeLatin1();
    expect(Buffer.from(text, 'latin1').toString()).toBe('"Ü🦠"');
    expect(text.length).toBe(Buffer.byteLength('"Ü🦠"'));
  });

  it('write hexadecimal digits, null, and text that is encoded already', () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    expect(out.hex(bytes).take().toString()).toBe(bytes.toString('hex'));
    expect(out.string(null).encoded(Buffer.from('é')).take().toString()).toBe('nullé');
  });

  it('give away bytes that the next answer leaves alone', () => {
    const first = out.string('first').take();
    out.string('other').take();
    expect(first.toString()).toBe('"first"');
  });
});
