import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { FaultCode } from '@pksn/domain';
import { askerHeaders, bearerText, generateLicenseKey, keyFingerprint, licenseKeyHash, parseLicenseKey } from '.';
import { ALPHABET } from './crockford';

const refusal = (code: FaultCode) => expect.objectContaining({ name: 'Fault', code });
const malformed = refusal('LICENSE_KEY_MALFORMED');
const missing = refusal('LICENSE_KEY_MISSING');
const key = generateLicenseKey();

describe('a license key', () => {
  it('is PKSN- and 33 symbols in groups', () => {
    expect(key).toMatch(/^PKSN(-[0-9A-HJKMNP-TV-Z]{4}){7}-[0-9A-HJKMNP-TV-Z]{5}$/);
    expect(parseLicenseKey(key)).toEqual({ canonical: key });
  });

  it('uses all 160 bits', () => {
    const seen = Array.from({ length: 32 }, () => new Set<string>());
    for (let i = 0; i < 1_000; i++) {
      const symbols = generateLicenseKey().slice(5).replaceAll('-', '');
      for (const [at, set] of seen.entries()) set.add(symbols.charAt(at));
    }
    for (const set of seen) expect(set.size).toBe(32);
  });

  it('is known by the SHA-256 of its canonical text, and shown by 8 digits of it', () => {
    const hex = createHash('sha256').update(key, 'utf8').digest('hex');
    expect(licenseKeyHash(key).toString('hex')).toBe(hex);
    expect(keyFingerprint(licenseKeyHash(key))).toBe(hex.slice(0, 8));
    expect(keyFingerprint(hex)).toBe(hex.slice(0, 8));
  });

  it('has a check symbol that stays the same for ever', () => {
    // Computed by hand: start 1, times x over GF(32) modulo x^5+x^2+1, 33 times: x^33 = x^2 = 4.
    const zeros = `PKSN-${'0000-'.repeat(7)}00004`;
    expect(parseLicenseKey(zeros).canonical).toBe(zeros);
    expect(() => parseLicenseKey(zeros.replace(/4$/, '0'))).toThrow(malformed);
  });

  it('is read however it is typed', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 45, maxLength: 45 }), fc.nat(2), (choices, look) => {
        const typed = [...key].map((character, i) => {
          if (character === '-') return choices[i] ? '' : '-';
          if (i > 4 && character === '1') return ['1', 'I', 'l'][look];
          if (i > 4 && character === '0') return ['0', 'O', 'o'][look];
          return choices[i] ? character.toLowerCase() : character;
        });
        expect(parseLicenseKey(typed.join('')).canonical).toBe(key);
      }),
    );
    const withBoth = `PKSN-${'0000-'.repeat(7)}00004`;
    expect(parseLicenseKey(`pksn-${'OoOo-'.repeat(7)}oooo4`).canonical).toBe(withBoth);
  });

  it('never passes with one symbol wrong, or two neighbors exchanged', () => {
    const symbols = key.slice(5).replaceAll('-', '');
    for (let at = 0; at < symbols.length; at++) {
      for (const other of ALPHABET) {
        const altered = `PKSN-${symbols.slice(0, at)}${other}${symbols.slice(at + 1)}`;
        if (other === symbols[at]) expect(parseLicenseKey(altered).canonical).toBe(key);
        else expect(() => parseLicenseKey(altered)).toThrow(malformed);
      }
      const [a, b] = [symbols.charAt(at), symbols.charAt(at + 1)];
      const exchanged = `PKSN-${symbols.slice(0, at)}${b}${a}${symbols.slice(at + 2)}`;
      if (b !== '' && a !== b) expect(() => parseLicenseKey(exchanged)).toThrow(malformed);
    }
  });

  const cut = key.slice(0, -1);
  it.each([
    ['nothing', ''],
    ['the prefix', 'PKSN-'],
    ['another prefix', key.replace('PKSN', 'PKSM')],
    ['no prefix', key.slice(5)],
    ['a symbol too few', cut],
    ['a symbol too many', `${key}0`],
    ['a space within', key.replace('-', ' ')],
    ['a space after', `${key} `],
    ['a line break after', `${key}\n`],
    ['a NUL after', `${key}\0`],
    ['the letter U', `${cut}U`],
    ['an underscore', key.replace(/-(.{5})$/, '_$1')],
    ['129 characters', key + '-'.repeat(84)],
    ['a megabyte', 'PKSN-'.repeat(200_000)],
    ['a Cyrillic K in the prefix', key.replace('K', '\u041A')],
    ['a long s in the prefix', key.replace('S', '\u017F')],
    ['a Kelvin sign in the prefix', key.replace('K', '\u212A')],
    ['fullwidth letters', key.replace('PKSN', '\uFF30\uFF2B\uFF33\uFF2E')],
    ['an en dash for a hyphen', key.replaceAll('-', '\u2013')],
    ['a zero-width space', `${key}\u200B`],
    ['a fullwidth last symbol', cut + String.fromCharCode(key.charCodeAt(44) + 0xfee0)],
    ['a symbol whose low byte alone is right', cut + String.fromCharCode(key.charCodeAt(44) + 0x100)],
  ])('refuses %s', (_name, text) => expect(() => parseLicenseKey(text)).toThrow(malformed));

  it('answers any text with a key or a Fault', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (tail) => {
        expect(() => parseLicenseKey(`PKSN-${tail}`)).toThrow(malformed);
      }),
    );
  });
});

describe('the key of a request', () => {
  const bearerKey = (rawHeaders: readonly string[]): string =>
    parseLicenseKey(bearerText(askerHeaders(rawHeaders).authorization)).canonical;

  it.each([
    [['Authorization', `Bearer ${key}`]],
    [['host', 'x', 'AUTHORIZATION', `bearer  ${key.toLowerCase()}`, 'accept', '*/*']],
    [['x-authorization', 'Bearer no', 'authorization', `BEARER ${key.replaceAll('-', '')}`]],
  ])('is found in %j', (headers) => expect(bearerKey(headers)).toBe(key));

  it.each([
    ['no header at all', []],
    ['other headers only', ['proxy-authorization', `Bearer ${key}`, 'x-api-key', key]],
    ['the same key twice', ['authorization', `Bearer ${key}`, 'Authorization', `Bearer ${key}`]],
    ['two different keys', ['authorization', `Bearer ${key}`, 'authorization', `Bearer ${generateLicenseKey()}`]],
    ['a key and an empty header', ['authorization', `Bearer ${key}`, 'authorization', '']],
    ['two keys joined by an intermediary', ['authorization', `Bearer ${key}, Bearer ${key}`]],
    ['another scheme', ['authorization', `Basic ${key}`]],
    ['a scheme that only begins alike', ['authorization', `BearerX ${key}`]],
    ['no scheme', ['authorization', key]],
    ['a scheme without a key', ['authorization', 'Bearer']],
    ['an empty header', ['authorization', '']],
    ['a name without a value', ['authorization']],
  ])('is missing: %s', (_name, headers) => expect(() => bearerKey(headers)).toThrow(missing));

  it.each([
    ['a tab after the scheme', `Bearer \t${key}`],
    ['a word behind', `Bearer ${key} x`],
    ['the scheme twice', `Bearer Bearer ${key}`],
    ['quotes', `Bearer "${key}"`],
    ['a typing error', `Bearer ${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`],
    ['bytes of UTF-8 read as Latin-1', `Bearer ${key.replace('K', Buffer.from('\u041A').toString('latin1'))}`],
  ])('is malformed: %s', (_name, value) => {
    expect(() => bearerKey(['authorization', value])).toThrow(malformed);
  });
});
