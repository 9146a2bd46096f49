import type { FaultCode } from '@pksn/domain';
import { PAYLOAD_TYPES } from '@pksn/signing';
import { forgeVendor } from '@pksn/testing';
import { DAY_MS, formatAnnouncement, formatLicenseFile, parseAnnouncement, verifyAnnouncement } from '.';

const now = Date.UTC(2026, 10, 21);
const acme = forgeVendor('acme', now);
const rival = forgeVendor('rival', now);
const roots = [acme.root, rival.root];
const refusal = (code: FaultCode) => expect.objectContaining({ name: 'Fault', code });
const document = acme.status({ revoked: ['ab'.repeat(32)] });
const text = formatAnnouncement(document);
const lines = text.split('\n');

it('says what was signed, and by whom, also after a mail program had it', () => {
  for (const mailed of [text, text.replaceAll('\n', '\r\n'), `\n\n${text}\n \n`]) {
    const { status, envelope } = verifyAnnouncement(mailed, roots, now);
    expect(status).toMatchObject({ vendor: 'acme', revoked: [Buffer.alloc(32, 0xab)] });
    expect(envelope).toEqual(document);
  }
});

it.each<[string, string]>([
  ['nothing', ''],
  ['another text', 'hello'],
  ['a cut one', lines.slice(0, -3).join('\n')],
  ['one without its first line of base64', [lines[0], ...lines.slice(2)].join('\n')],
  ['two in one file', `${text}${text}`],
  ['a text before it', `Dear provider,\n${text}`],
  ['another label', text.replaceAll('LICENSE ANNOUNCEMENT', 'LICENSE')],
  ['a license file', acme.license().text],
  ['a line of another length', text.replace('\n', '\nAAAA\n')],
  ['base64 that is not canonical', text.replace(lines[1] ?? '', `${(lines[1] ?? '').slice(1)}-`)],
])('is refused for its form: %s', (_what, bad) => {
  expect(() => parseAnnouncement(bad)).toThrow(refusal('LICENSE_ANNOUNCEMENT_MALFORMED'));
  expect(() => verifyAnnouncement(bad, roots, now)).toThrow(refusal('LICENSE_ANNOUNCEMENT_MALFORMED'));
});

it('is refused when it is longer than any announcement', () => {
  const long = `-----BEGIN LICENSE ANNOUNCEMENT-----\n${'A'.repeat(24 * 1024 * 1024)}`;
  expect(() => parseAnnouncement(long)).toThrow(refusal('LICENSE_ANNOUNCEMENT_MALFORMED'));
});

const honest = { vendor: 'acme', issuedAt: new Date(now).toISOString(), revoked: [], changed: [] };
const type = PAYLOAD_TYPES.licenseStatus;
const [signature] = document.signatures;
it.each<[string, string, FaultCode]>([
  ['a stranger', formatAnnouncement(forgeVendor('acme', now).status()), 'LICENSE_ANNOUNCEMENT_UNTRUSTED'],
  ['the package role', formatAnnouncement(acme.envelope(type, honest)), 'LICENSE_ANNOUNCEMENT_UNTRUSTED'],
  [
    'the license role for another purpose',
    formatAnnouncement(acme.envelope(PAYLOAD_TYPES.license, acme.license().payload, 'license')),
    'LICENSE_ANNOUNCEMENT_UNTRUSTED',
  ],
  [
    'two vendors at once',
    formatAnnouncement(acme.envelope(type, honest, [acme.keys.license, rival.keys.license])),
    'LICENSE_ANNOUNCEMENT_UNTRUSTED',
  ],
  [
    'the license role, over other words',
    formatAnnouncement({
      ...document,
      payload: Buffer.from(JSON.stringify(honest)).toString('base64'),
      signatures: signature === undefined ? [] : [signature],
    }),
    'LICENSE_ANNOUNCEMENT_UNTRUSTED',
  ],
  [
    'another vendor in its name',
    formatAnnouncement(rival.envelope(type, honest, 'license')),
    'LICENSE_ANNOUNCEMENT_MALFORMED',
  ],
  [
    'the license role, in another form',
    formatAnnouncement(acme.envelope(type, { ...honest, all: true }, 'license')),
    'LICENSE_ANNOUNCEMENT_MALFORMED',
  ],
])('is not taken from %s', (_who, bad, code) => {
  expect(() => verifyAnnouncement(bad, roots, now)).toThrow(refusal(code));
});

it('is not taken under a key that was rotated away, nor under a root that has expired', () => {
  const rotated = acme.rotated(['license']);
  expect(() => verifyAnnouncement(text, [rotated.root], now)).toThrow(refusal('LICENSE_ANNOUNCEMENT_UNTRUSTED'));
  expect(verifyAnnouncement(formatAnnouncement(rotated.status()), [rotated.root], now).status.vendor).toBe('acme');
  expect(() => verifyAnnouncement(text, roots, now + 365 * DAY_MS)).toThrow(refusal('TRUST_ROOT_EXPIRED'));
});

it('does not pass for a license', () => {
  expect(() => parseAnnouncement(formatLicenseFile(document))).toThrow(refusal('LICENSE_ANNOUNCEMENT_MALFORMED'));
});

it('is refused when it was issued more than a day from now', () => {
  const issued = (ms: number): string => formatAnnouncement(acme.status({ issuedAt: new Date(ms).toISOString() }));
  expect(verifyAnnouncement(issued(now + DAY_MS), roots, now).status.vendor).toBe('acme');
  expect(() => verifyAnnouncement(issued(now + DAY_MS + 1_000), roots, now)).toThrow(refusal('LICENSE_ISSUED_AHEAD'));
});
