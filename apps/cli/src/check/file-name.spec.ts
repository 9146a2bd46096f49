import { shownPath, uriPath } from './file-name';

const bytes = (...parts: (string | number)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : Buffer.from(part))));

describe('a path as people see it', () => {
  it.each([
    ['dir/Übung 1.txt', 'dir/Übung 1.txt', true],
    ['C:\\is plain here', 'C:\\is plain here', true],
    ['\u001b[2Jx\n\\', '\\x1b[2Jx\\x0a\\\\', false],
    ['gpj.\u202eexe', 'gpj.\\u{202e}exe', false],
    ['a\u2028b\u0085', 'a\\u{2028}b\\u{85}', false],
  ])('%j', (name, text, isExact) => {
    expect(shownPath(Buffer.from(name))).toEqual({ text, isExact });
  });

  it('has the bytes that are no UTF-8, and no two names look the same', () => {
    expect(shownPath(bytes('ü', 0xff, 'a', 0xc3))).toEqual({ text: 'ü\\xffa\\xc3', isExact: false });
    expect(shownPath(bytes('\\xff', 0x01)).text).not.toBe(shownPath(bytes(0xff, 0x01)).text);
  });
});

it('a URI path loses no byte', () => {
  const name = bytes('a b/#%?:ü', 0xff, 0x1b);
  expect(uriPath(name)).toBe('a%20b/%23%25%3F%3A%C3%BC%FF%1B');
});
