import { createHash } from 'node:crypto';
import type { FaultCode } from '@pksn/domain';
import { PAYLOAD_TYPES } from '@pksn/signing';
import { forgeVendor } from '@pksn/testing';
import {
  formatLicenseFile,
  licenseKeyHash,
  parseLicenseFile,
  parseLicenseTerms,
  signLicense,
  verifyLicenseFile,
} from '.';

const now = Date.UTC(2026, 10, 21, 12);
const acme = forgeVendor('acme', now);
const other = forgeVendor('other', now);
const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const refusal = (code: FaultCode) => expect.objectContaining({ name: 'Fault', code });

describe('a license file', () => {
  const { text, payload, key } = acme.license({
    feeds: ['acme/core', 'acme/web'],
    limits: { seats: 100, requestsPerSecond: 50 },
    supersedes: [hash('old')],
    graceDays: 14,
  });

  it('says what was signed, and who signed it', () => {
    const license = verifyLicenseFile(text, [other.root, acme.root]);
    expect(license.vendor).toBe('acme');
    expect(license.terms).toEqual({
      ...payload,
      keyHash: licenseKeyHash(key).toString('hex'),
      issuedAt: now,
      notBefore: now,
      expiresAt: now + 365 * 86_400_000,
    });
    expect(license.digest).toBe(hash(JSON.stringify(payload)));
  });

  it('never holds the key', () => {
    const inside = Buffer.from(parseLicenseFile(text).payload, 'base64').toString();
    expect(inside).not.toContain(key);
    expect(inside).not.toContain(key.slice(5, 20));
  });

  it('is text in lines of 64 that can be mailed', () => {
    const lines = text.split('\n');
    expect(lines[0]).toBe('-----BEGIN LICENSE-----');
    expect(lines.at(-2)).toBe('-----END LICENSE-----');
    expect(Math.max(...lines.map((line) => line.length))).toBe(64);
    expect(formatLicenseFile(parseLicenseFile(text))).toBe(text);
  });

  it.each([
    ['CRLF', text.replaceAll('\n', '\r\n')],
    ['blank lines around', `\n \t\n\r\n${text}\n  \r\n`],
    ['no line break at the end', text.trimEnd()],
  ])('survives %s', (_name, changed) => {
    expect(verifyLicenseFile(changed, [acme.root]).terms.licenseId).toBe('L-1');
  });

  it('without feeds covers all of the vendor, without limits has none', () => {
    const { terms } = verifyLicenseFile(acme.license().text, [acme.root]);
    expect(terms.feeds).toBeNull();
    expect(terms.limits).toEqual({ seats: null, requestsPerSecond: null });
  });

  it('ends at 24:00 UTC when its expiry is a date', () => {
    const { terms } = verifyLicenseFile(
      acme.license({ issuedAt: '2026-11-20', notBefore: '2026-11-21', expiresAt: '2026-11-21' }).text,
      [acme.root],
    );
    expect(terms.issuedAt).toBe(Date.UTC(2026, 10, 20));
    expect(terms.notBefore).toBe(Date.UTC(2026, 10, 21));
    expect(terms.expiresAt).toBe(Date.UTC(2026, 10, 22));
  });

  it('stays good after a rotation that keeps the license key, and not after one that replaces it', () => {
    expect(verifyLicenseFile(text, [acme.rotated(['root', 'package']).root]).vendor).toBe('acme');
    expect(() => verifyLicenseFile(text, [acme.rotated(['license']).root])).toThrow(refusal('LICENSE_FILE_UNTRUSTED'));
  });

  it('may be as large as 64 KiB', () => {
    const filled = (bytes: number) =>
      formatLicenseFile(acme.envelope(PAYLOAD_TYPES.license, { ...payload, note: 'x'.repeat(bytes) }, 'license'));
    const most = filled(33_500);
    expect(most.length).toBeLessThanOrEqual(65_536);
    expect(verifyLicenseFile(most, [acme.root]).terms.licenseId).toBe('L-1');
    expect(() => parseLicenseFile(filled(40_000))).toThrow(refusal('LICENSE_FILE_MALFORMED'));
  });
});

describe('the terms of a license', () => {
  const { payload } = acme.license();
  const parse = (change: object) => parseLicenseTerms(Buffer.from(JSON.stringify({ ...payload, ...change })));

  it('ignore fields that they do not know, but for limits', () => {
    expect(parse({ futureField: { a: 1 }, customer: { id: 'C', name: 'N', country: 'NL' } }).customer).toEqual({
      id: 'C',
      name: 'N',
    });
    expect(() => parse({ limits: { requestsPerDay: 5 } })).toThrow(refusal('LICENSE_FILE_MALFORMED'));
  });

  it.each<[string, object]>([
    ['no license id', { licenseId: undefined }],
    ['an empty license id', { licenseId: '' }],
    ['a long license id', { licenseId: 'x'.repeat(129) }],
    ['a license id with a line break', { licenseId: 'L\n1' }],
    ['a customer as text', { customer: 'C-1' }],
    ['a customer as a list', { customer: ['C-1'] }],
    ['a customer without a name', { customer: { id: 'C-1' } }],
    ['a customer name that turns the text around', { customer: { id: 'C-1', name: 'a\u202Eb' } }],
    ['a customer name with half a character', { customer: { id: 'C-1', name: '\uD83D' } }],
    ['a product that is a number', { product: 1 }],
    ['no edition', { edition: undefined }],
    ['feeds that are null', { feeds: null }],
    ['no feed in the list', { feeds: [] }],
    ['65 feeds', { feeds: Array(65).fill('acme/core') }],
    ['a feed without vendor', { feeds: ['core'] }],
    ['a feed that is a number', { feeds: [1] }],
    ['a key hash in capitals', { keyHash: 'A'.repeat(64) }],
    ['a short key hash', { keyHash: 'a'.repeat(63) }],
    ['limits left out', { limits: undefined }],
    ['limits that are null', { limits: null }],
    ['a rate of 0', { limits: { requestsPerSecond: 0 } }],
    ['a rate of null', { limits: { requestsPerSecond: null } }],
    ['a rate in text', { limits: { requestsPerSecond: '5' } }],
    ['half a seat', { limits: { seats: 0.5 } }],
    ['too many seats', { limits: { seats: 1e9 } }],
    ['an issue time without a zone', { issuedAt: '2026-11-21T00:00:00' }],
    ['an issue time in milliseconds', { issuedAt: now }],
    ['a day that is none', { notBefore: '2026-02-29' }],
    ['an hour that is none', { notBefore: '2026-02-28T24:00:00Z' }],
    ['no expiry', { expiresAt: undefined }],
    ['an expiry before the beginning', { notBefore: '2026-11-22', expiresAt: '2026-11-20' }],
    ['an expiry at the beginning', { notBefore: '2026-11-22T00:00:00Z', expiresAt: '2026-11-22T00:00:00Z' }],
    ['a negative grace', { graceDays: -1 }],
    ['a grace of two years', { graceDays: 730 }],
    ['supersedes left out', { supersedes: undefined }],
    ['65 superseded keys', { supersedes: Array.from({ length: 65 }, (_, i) => hash(String(i))) }],
    ['a superseded key that is no hash', { supersedes: ['x'] }],
    ['itself superseded', { supersedes: [payload.keyHash] }],
  ])('refuse %s, and are not signed either', (_name, change) => {
    expect(() => parse(change)).toThrow(refusal('LICENSE_FILE_MALFORMED'));
    expect(() => signLicense({ ...payload, ...change }, acme.keys.license)).toThrow(refusal('LICENSE_FILE_MALFORMED'));
  });

  it.each(['', 'null', '[]', '"x"', '{', '\uFEFF{}'])('are an object in JSON, not %j', (json) => {
    expect(() => parseLicenseTerms(Buffer.from(json))).toThrow(refusal('LICENSE_FILE_MALFORMED'));
  });
  it('are UTF-8', () => {
    expect(() => parseLicenseTerms(Buffer.from([0x7b, 0xff, 0x7d]))).toThrow(refusal('LICENSE_FILE_MALFORMED'));
  });
});
