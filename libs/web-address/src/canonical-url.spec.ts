import * as fc from 'fast-check';
import { Fault } from '@pksn/domain';
import { canonicalUrl, expressions } from './index';
import { CANONICAL_DOC, CANONICAL_GO, HOSTS, INVALID, IPV4_FORMS, PATHS } from './published-vectors.fixture';

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof Fault) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('published vectors', () => {
  it.each(CANONICAL_DOC.map(([input, out]) => [input, out] as const))('%p (text)', (input, canonical) => {
    expect(canonicalUrl(input).url).toBe(canonical);
  });
  it.each(CANONICAL_GO.map(([input, out]) => [input, out] as const))('%p (client)', (input, canonical) => {
    expect(canonicalUrl(input).url).toBe(canonical);
  });
  it.each(HOSTS.map(([input, out]) => [input, out] as const))('host of %p', (input, host) => {
    expect(canonicalUrl(input).host).toBe(host);
  });
  it.each(PATHS.map(([input, out]) => [input, out] as const))('path of %p', (input, path) => {
    expect(canonicalUrl(input).path).toBe(path);
  });
  it.each(IPV4_FORMS)('the host %p is the address %p', (host, quad) => {
    const url = canonicalUrl(`http://${host}/`);
    expect(url.address === null ? '' : url.host).toBe(quad);
  });
  it.each(INVALID)('%p is refused', (input) => {
    expect(codeOf(() => canonicalUrl(input))).toBe('OBJECT_MALFORMED');
  });
});

describe('our own cases', () => {
  it.each([
    ['http://user:secret@example.com:8080/', 'http://example.com/'],
    ['http://a@b@example.com/x@y', 'http://example.com/x@y'],
    ['example.com:8080/a', 'http://example.com/a'],
    ['HTTP://EXAMPLE.com/UPPER', 'http://example.com/UPPER'],
    ['http://example.com?x=/../', 'http://example.com/?x=/../'],
    ['http://example.com/a%2fb/%2e%2e/c', 'http://example.com/a/c'],
    // Dot segments are resolved before runs of slashes collapse, in the order of the published text.
    ['http://example.com/a//../b', 'http://example.com/a/b'],
    ['http://example.com/a/.', 'http://example.com/a/'],
    ['http://example.com/../../..', 'http://example.com/'],
    ['http://example.com/.well-known/x', 'http://example.com/.well-known/x'],
    ['http://example.com/caf\u00e9', 'http://example.com/caf%C3%A9'],
    ['http://example.com/%7F%80', 'http://example.com/%7F%80'],
    ['http://www.%C3%BCmlat.com/', 'http://www.xn--mlat-zra.com/'],
    ['http://\uff11\uff12\uff17.0.0.1/', 'http://127.0.0.1/'],
    ['http://b\u00fccher.example:80/', 'http://xn--bcher-kva.example/'],
    ['http://b\u00fccher.com\\evil.example/', 'http://b%C3%BCcher.com\\evil.example/'],
    ['http://b\u00fccher.com%23x/', 'http://b%C3%BCcher.com%23x/'],
    ['http://0x7f.1/', 'http://127.0.0.1/'],
    ['http://08.1.1.1/', 'http://08.1.1.1/'],
    ['http://127.0.0.1./', 'http://127.0.0.1/'],
    ['http://0/', 'http://0.0.0.0/'],
    ['http://4294967296/', 'http://4294967296/'],
    ['http://0x/', 'http://0x/'],
    ['http://[0:0:0:0:0:0:0:1]/', 'http://[::1]/'],
    ['http://[1:0:0:2:0:0:0:3]/', 'http://[1:0:0:2::3]/'],
  ])('%p becomes %p', (input, canonical) => {
    expect(canonicalUrl(input).url).toBe(canonical);
  });

  it.each([
    'http://...',
    'http://:80/',
    'http://user@/',
    'http://host:80:80/',
    'http://host:eighty/',
    'http://[::1/',
    'http://[::1]x/',
    'http://[12]/',
    'http://[fe80::1%25eth0]/',
    'http://[1::2::3]/',
    'http://[1.2.3.4::]/',
    'javascript:alert(1)',
    'data:text/html,x',
    'mailto:1@example.com',
    '//example.com/',
    ' \t\r\n ',
  ])('%p is refused', (input) => {
    expect(codeOf(() => canonicalUrl(input))).toBe('OBJECT_MALFORMED');
  });

  it('gives the parts', () => {
    const url = canonicalUrl('http://[::ffff:10.0.0.1]:80/a?b=c#d');
    expect(url).toMatchObject({ host: '10.0.0.1', path: '/a', query: 'b=c', address: { family: 4, prefix: 32 } });
    expect([...(url.address?.bytes ?? [])]).toEqual([10, 0, 0, 1]);
    expect(canonicalUrl('http://example.com/').query).toBeNull();
    expect(canonicalUrl('http://example.com/').address).toBeNull();
  });

  it('takes 8,192 bytes and refuses one more, counted in UTF-8', () => {
    const longest = `http://example.com/${'a'.repeat(8_192 - 19)}`;
    expect(canonicalUrl(longest).url).toBe(longest);
    expect(codeOf(() => canonicalUrl(`${longest}a`))).toBe('OBJECT_MALFORMED');
    expect(codeOf(() => canonicalUrl(Buffer.from(`${longest}a`)))).toBe('OBJECT_MALFORMED');
    expect(codeOf(() => canonicalUrl(`http://example.com/${'\u00e9'.repeat(4_090)}`))).toBe('OBJECT_MALFORMED');
    expect(codeOf(() => canonicalUrl('a'.repeat(100_000)))).toBe('OBJECT_MALFORMED');
  });

  it('undoes nesting as deep as a URL can be', () => {
    expect(canonicalUrl(`http://h/%${'25'.repeat(4_000)}41`).path).toBe('/A');
  });

  it('escapes an international host that is too long to be a name', () => {
    expect(canonicalUrl(`http://${'\u4f8b'.repeat(254)}/`).host).toBe('%E4%BE%8B'.repeat(254));
  });

  it('leaves the bytes that it was given alone', () => {
    const bytes = Buffer.from(' http://h/%41');
    canonicalUrl(bytes);
    expect(bytes.toString()).toBe(' http://h/%41');
  });
});

describe('properties', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'http://',
      'https:',
      '//',
      '/',
      '..',
      '.',
      '/./',
      '/../',
      '?',
      '#',
      '@',
      ':',
      ':80',
      '%',
      '%25',
      '%2',
      '5',
    ),
    fc.constantFrom(
      '%2f',
      '%3a',
      '%3F',
      '%40',
      '%00',
      '%c3%bc',
      '%EF%BC%8E',
      '[',
      ']',
      '[::1]',
      '::ffff:',
      '0x',
      '07',
      '1.2.3.4',
    ),
    fc.constantFrom(
      ' ',
      '\t',
      '\r\n',
      '\\',
      'xn--',
      'xn--a',
      'A',
      'example',
      '.com',
      '\u00fc',
      '\u3002',
      '\u212a',
      '\ud800',
      '\u0130',
    ),
    fc.string({ unit: 'binary', maxLength: 4 }),
  );
  const text = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''));
  const bytes = text.chain((head) =>
    fc.uint8Array({ maxLength: 12 }).map((tail) => Buffer.concat([Buffer.from(head), tail])),
  );
  const input = fc.oneof(
    text,
    bytes,
    text.map((rest) => `http://${rest}`),
  );

  it('throws nothing but a Fault, is idempotent, is printable ASCII, and makes at most 30 expressions', () => {
    fc.assert(
      fc.property(input, (value) => {
        if (codeOf(() => canonicalUrl(value)) !== 'accepted') return;
        const once = canonicalUrl(value);
        expect(once.url).toMatch(/^[\x21-\x7e]+$/);
        expect(canonicalUrl(once.url)).toEqual(once);
        expect(canonicalUrl(Buffer.from(once.url))).toEqual(once);
        const all = expressions(once);
        expect(all.length).toBeLessThanOrEqual(30);
        expect(new Set(all).size).toBe(all.length);
      }),
      { numRuns: 20_000 },
    );
  });

  it('undoes escapes as repeated passes over the text do', () => {
    const escapes = fc.array(fc.constantFrom('%', '2', '5', '%25', '%32', '%35', '4', '1', 'x'), { maxLength: 40 });
    const onePass = (value: string): string =>
      value.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    const fixpoint = (value: string): string => {
      const next = onePass(value);
      return next === value ? value : fixpoint(next);
    };
    const escaped = (value: string): string =>
      value.replace(/[^!-$&-~]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
    fc.assert(
      fc.property(escapes, (pieces) => {
        // In the query, because a dot that comes out would count in a path.
        const query = `q${pieces.join('')}`;
        expect(canonicalUrl(`http://h/?${query}`).query).toBe(escaped(fixpoint(query)));
      }),
      { numRuns: 3_000 },
    );
  });
});
