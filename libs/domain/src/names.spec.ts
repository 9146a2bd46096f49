import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { nameKey, softwareKey, softwareName } from './names';

describe('the key of a name', () => {
  it('is the first 8 bytes of SHA-256 of its UTF-8 text', () => {
    // FIPS 180-2, example B.1: SHA-256 of "abc" is ba7816bf 8f01cfea …
    expect(nameKey('abc').toString('hex')).toBe('ba7816bf8f01cfea');
    expect(nameKey('Трояндр')).toEqual(
      createHash('sha256').update(Buffer.from('Трояндр', 'utf8')).digest().subarray(0, 8),
    );
  });
});

describe('the name of a program', () => {
  it.each([
    ['Debian', 'coreutils', '9.1-1', 'Debian / coreutils / 9.1-1'],
    ['Debian', 'coreutils', null, 'Debian / coreutils'],
    [null, 'coreutils', '9.1-1', 'coreutils / 9.1-1'],
    ['', 'coreutils', '', 'coreutils'],
  ])('of %p, %p, %p is "%s"', (vendor, product, version, name) => {
    expect(softwareName(vendor, product, version)).toBe(name);
  });
});

describe('the key of a program', () => {
  it('is SHA-256 of the three parts with NUL between', () => {
    expect(softwareKey('ACME', 'Tool', '1.0')).toEqual(
      createHash('sha256')
        .update('acme\0tool\0' + '1.0')
        .digest(),
    );
  });

  it('does not depend on case, outer space or the way a letter is composed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), fc.string({ unit: 'grapheme-ascii' }), (vendor, product) => {
        expect(softwareKey(` ${vendor.toUpperCase()}\t`, `${product} `, null)).toEqual(
          softwareKey(vendor, product, null),
        );
      }),
    );
    expect(softwareKey('Cafe\u0301', 'ﬁle', null)).toEqual(softwareKey('Caf\u00e9', 'file', null));
  });

  it('tells the parts apart', () => {
    const keys = [
      softwareKey('a', 'b', 'c'),
      softwareKey('ab', '', 'c'),
      softwareKey('a', 'bc', null),
      softwareKey('a', 'b', null),
      softwareKey('', 'a', 'b'),
      softwareKey('b', 'a', 'c'),
    ];
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(keys.length);
  });

  it('takes no version and an empty one for the same: the record that speaks for all versions', () => {
    expect(softwareKey('a', 'b', '')).toEqual(softwareKey('a', 'b', null));
  });
});
