import * as fc from 'fast-check';
import { Fault } from '@pksn/domain';
import { canonicalDomain, canonicalUrl } from './index';

it.each([
  ['Example.COM', 'example.com'],
  ['example.com.', 'example.com'],
  ['com', 'com'],
  ['_dmarc.example.com', '_dmarc.example.com'],
  ['b\u00fccher.example', 'xn--bcher-kva.example'],
  ['\u4f8b\u3048.\u30c6\u30b9\u30c8', 'xn--r8jz45g.xn--zckzah'],
  ['1.2.3.4.example', '1.2.3.4.example'],
  [`${'a'.repeat(63)}.com`, `${'a'.repeat(63)}.com`],
])('%p becomes %p', (name, domain) => {
  expect(canonicalDomain(name)).toBe(domain);
});

it.each([
  '',
  '.',
  'a..b',
  '.example.com',
  'example.com..',
  'exa mple.com',
  'example.com/',
  'example.com:80',
  'user@example.com',
  'b\u00fccher.com/x',
  'b\u00fccher.com#x',
  '*.example.com',
  '1.2.3.4',
  '0x7f.1',
  '3279880203',
  '::1',
  '[::1]',
  '\uff11.2.3.4',
  `${'a'.repeat(64)}.com`,
  `${'abcdefg.'.repeat(32)}com`,
  'a'.repeat(100_000),
])('%p is refused', (name) => {
  expect(() => canonicalDomain(name)).toThrow(expect.objectContaining({ code: 'OBJECT_MALFORMED' }) as Error);
});

it('is idempotent, throws nothing but a Fault, and agrees with the host of a URL', () => {
  const piece = fc.oneof(
    fc.constantFrom('.', 'a', 'xn--', 'B', '-', '_', '7', '\u00fc', '\u3002', '\u00df', '\u200d'),
    fc.string({ unit: 'binary', maxLength: 3 }),
  );
  const name = fc.array(piece, { maxLength: 10 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(name, (value) => {
      let domain: string;
      try {
        domain = canonicalDomain(value);
      } catch (error) {
        expect(error).toBeInstanceOf(Fault);
        return;
      }
      expect(canonicalDomain(domain)).toBe(domain);
      expect(canonicalUrl(`http://${domain}/`).host).toBe(domain);
    }),
    { numRuns: 5_000 },
  );
});
