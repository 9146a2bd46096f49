import type { FaultCode } from '@pksn/domain';
import { formatLicenseFile, parseLicenseFile } from '@pksn/licensing';
import type { LicensePayload } from '@pksn/licensing';
import type { Envelope } from '@pksn/signing';
import { generateSigningKey, PAYLOAD_TYPES } from '@pksn/signing';
import type { ForgedLicense, ForgedVendor } from '@pksn/testing';

export interface Vendors {
  /** Trusted, as is the rival. */
  readonly acme: ForgedVendor;
  readonly rival: ForgedVendor;
  readonly stranger: ForgedVendor;
  /** Calls itself acme, too. */
  readonly impostor: ForgedVendor;
  /** Trusted long ago; its root has expired. */
  readonly lapsed: ForgedVendor;
}

export interface BentFile {
  readonly name: string;
  /** What both the provider and the customer who hand it in are told. */
  readonly code: FaultCode;
  /** What they are told instead, where one of the two ways in refuses the request that it comes in. */
  readonly provider?: FaultCode;
  readonly customer?: FaultCode;
  /** What is handed in by somebody who has an honest license file. */
  readonly bend: (honest: ForgedLicense, vendors: Vendors) => string;
}

export const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');
const linesOf = (text: string): string[] => text.trimEnd().split('\n');
const bodyOf = (text: string): string => linesOf(text).slice(1, -1).join('');
/** Armor around any base64 text, wrapped as it should be. */
export function armored(body: string): string {
  const lines = body.match(/.{1,64}/gsu) ?? [];
  return ['-----BEGIN LICENSE-----', ...lines, '-----END LICENSE-----', ''].join('\n');
}
const edited = ({ text, payload }: ForgedLicense, change: object): string =>
  formatLicenseFile({ ...parseLicenseFile(text), payload: base64({ ...payload, ...change }) });
const resealed = ({ text }: ForgedLicense, change: Partial<Envelope>): string =>
  formatLicenseFile({ ...parseLicenseFile(text), ...change });
const signatureOf = (text: string) => parseLicenseFile(text).signatures[0] ?? { keyid: '', sig: '' };
/** Puts `piece` into the third line of the armor, after 10 characters. */
const inserted = (text: string, piece: string): string =>
  linesOf(text)
    .map((line, i) => (i === 2 ? line.slice(0, 10) + piece + line.slice(10) : line))
    .join('\n');

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** The same license in base64 that ends with padding. */
function padded({ payload }: ForgedLicense, acme: ForgedVendor): string {
  const bodies = ['', '1', '22'].map((tail) => bodyOf(acme.license({ ...payload, edition: `Standard${tail}` }).text));
  return bodies.find((body) => body.endsWith('=')) ?? '';
}

const untrusted = (name: string, bend: BentFile['bend']): BentFile => ({ name, code: 'LICENSE_FILE_UNTRUSTED', bend });
const malformed = (name: string, bend: BentFile['bend']): BentFile => ({ name, code: 'LICENSE_FILE_MALFORMED', bend });

/** Every field of the payload, with what somebody would like to read there. */
const WISHES: { readonly [Field in keyof Required<LicensePayload>]: unknown } = {
  licenseId: 'another',
  customer: { id: 'another', name: 'Another customer' },
  product: 'Another product',
  edition: 'Enterprise',
  feeds: ['acme/core', 'acme/premium'],
  keyHash: 'a'.repeat(64),
  limits: {},
  issuedAt: '2035-01-01T00:00:00Z',
  notBefore: '2020-01-01',
  expiresAt: '2099-01-01',
  graceDays: 366,
  supersedes: ['b'.repeat(64)],
};

export const BENT_FILES: readonly BentFile[] = [
  ...Object.entries(WISHES).map(([field, wish]) =>
    untrusted(`another ${field} written in`, (honest) => edited(honest, { [field]: wish })),
  ),
  untrusted('a field taken out', (honest) => edited(honest, { feeds: undefined })),
  untrusted('a field added', (honest) => edited(honest, { trusted: true })),

  untrusted('signed by the package role', ({ payload }, { acme }) =>
    formatLicenseFile(acme.envelope(PAYLOAD_TYPES.license, payload, 'package')),
  ),
  untrusted('signed by the root role', ({ payload }, { acme }) =>
    formatLicenseFile(acme.envelope(PAYLOAD_TYPES.license, payload, acme.keys.root)),
  ),
  untrusted('signed by another trusted vendor', ({ payload }, { rival }) =>
    formatLicenseFile(rival.envelope(PAYLOAD_TYPES.license, payload, 'license')),
  ),
  untrusted('signed by a vendor who is not trusted', ({ payload }, { stranger }) =>
    formatLicenseFile(stranger.envelope(PAYLOAD_TYPES.license, payload, 'license')),
  ),
  untrusted('signed by an impostor of the same name', ({ payload }, { impostor }) =>
    formatLicenseFile(impostor.envelope(PAYLOAD_TYPES.license, payload, 'license')),
  ),
  {
    name: 'signed under a root that has expired',
    code: 'TRUST_ROOT_EXPIRED',
    bend: ({ payload }, { lapsed }) =>
      formatLicenseFile(lapsed.envelope(PAYLOAD_TYPES.license, { ...payload, feeds: ['lapsed/core'] }, 'license')),
  },
  untrusted('signed by a test key', ({ payload }, { acme }) =>
    formatLicenseFile(acme.envelope(PAYLOAD_TYPES.license, payload, [generateSigningKey()])),
  ),
  untrusted("signed by a test key that bears the vendor's key id", ({ payload }, { acme }) =>
    formatLicenseFile(
      acme.envelope(PAYLOAD_TYPES.license, payload, [{ ...generateSigningKey(), keyid: acme.keys.license.keyid }]),
    ),
  ),
  untrusted('signed by the vendor and by a stranger', ({ payload }, { acme }) =>
    formatLicenseFile(acme.envelope(PAYLOAD_TYPES.license, payload, [acme.keys.license, generateSigningKey()])),
  ),
  untrusted('signed by two vendors', ({ payload }, { acme, rival }) =>
    formatLicenseFile(acme.envelope(PAYLOAD_TYPES.license, payload, [acme.keys.license, rival.keys.license])),
  ),
  malformed('the signature twice', (honest) =>
    resealed(honest, { signatures: [signatureOf(honest.text), signatureOf(honest.text)] }),
  ),
  malformed('no signature', (honest) => resealed(honest, { signatures: [] })),
  untrusted('a signature of zeros', (honest) =>
    resealed(honest, { signatures: [{ ...signatureOf(honest.text), sig: Buffer.alloc(64).toString('base64') }] }),
  ),
  untrusted('the signature of another license of the vendor', (honest, { acme }) =>
    resealed(honest, { signatures: parseLicenseFile(acme.license().text).signatures }),
  ),

  ...(['licenseStatus', 'policy', 'packageManifest', 'trustRoot', 'providerSettings'] as const).flatMap((type) => [
    untrusted(`relabeled as ${type}`, (honest) => resealed(honest, { payloadType: PAYLOAD_TYPES[type] })),
    untrusted(`signed by the license role as ${type}`, ({ payload }, { acme }) =>
      formatLicenseFile(acme.envelope(PAYLOAD_TYPES[type], payload, 'license')),
    ),
    untrusted(`signed by the license role as ${type}, relabeled`, ({ payload }, { acme }) =>
      formatLicenseFile({
        ...acme.envelope(PAYLOAD_TYPES[type], payload, 'license'),
        payloadType: PAYLOAD_TYPES.license,
      }),
    ),
  ]),
  untrusted('a status document of the vendor', (_, { acme }) => formatLicenseFile(acme.status())),
  untrusted('the trust root itself', (_, { acme }) => formatLicenseFile(acme.root.envelope)),
  malformed('a status document signed as a license', (_, { acme }) =>
    formatLicenseFile(
      acme.envelope(
        PAYLOAD_TYPES.license,
        { vendor: 'acme', issuedAt: '2026-01-01T00:00:00Z', revoked: [], changed: [] },
        'license',
      ),
    ),
  ),

  malformed('cut off at the end', ({ text }) => linesOf(text).slice(0, -1).join('\n')),
  malformed('cut off at the beginning', ({ text }) => linesOf(text).slice(1).join('\n')),
  malformed('half of it', ({ text }) => text.slice(0, text.length / 2)),
  malformed('words behind it', ({ text }) => `${text}Regards, Example customer`),
  malformed('words before it', ({ text }) => `Dear provider,\n${text}`),
  malformed('two files in one', ({ text }, { acme }) => text + acme.license().text),
  malformed('the same file twice', ({ text }) => text + text),
  malformed('a file within the file', ({ text }) => inserted(text, `\n${text}`)),
  malformed('a byte order mark', ({ text }) => `\uFEFF${text}`),
  malformed('line ends of an old Mac', ({ text }) => text.replaceAll('\n', '\r')),
  malformed('a blank inside', ({ text }) => inserted(text, ' ')),
  malformed('a blank line inside', ({ text }) => text.replace(/(.{64}\n)/, '$1\n')),
  malformed('a character of no width inside', ({ text }) => inserted(text, '\u200B')),
  malformed('a character of no width before it', ({ text }) => `\u200B${text}`),
  malformed('a no-break space behind it', ({ text }) => `${text}\u00A0`),
  malformed('a NUL inside', ({ text }) => inserted(text, '\0')),
  malformed('a NUL behind it', ({ text }) => `${text}\0`),
  malformed('full-width letters', ({ text }) =>
    armored(bodyOf(text).replace(/[A-Z]/, (one) => String.fromCodePoint(one.charCodeAt(0) + 0xfee0))),
  ),
  malformed('a Cyrillic letter in its label', ({ text }) => text.replaceAll('LICENSE', 'LI\u0421ENSE')),
  malformed('a label in small letters', ({ text }) => text.replaceAll('LICENSE', 'license')),
  malformed('characters of the URL alphabet', ({ text }) =>
    armored(bodyOf(text).replace(/^(.{80}).(.{80})./s, '$1-$2_')),
  ),
  malformed('no padding', (honest, { acme }) => armored(padded(honest, acme).replace(/=+$/, ''))),
  malformed('padding that nothing needs', (honest, { acme }) => armored(`${padded(honest, acme)}====`)),
  malformed('bits behind the last byte', (honest, { acme }) =>
    armored(padded(honest, acme).replace(/.(?==+$)/s, (last) => BASE64.charAt(BASE64.indexOf(last) + 1))),
  ),
  malformed('JSON with blanks', ({ text }) =>
    armored(Buffer.from(JSON.stringify(parseLicenseFile(text), null, 1)).toString('base64')),
  ),
  malformed('a second payload behind the first', ({ text, payload }) => {
    const json = JSON.stringify(parseLicenseFile(text));
    const wish = base64({ ...payload, expiresAt: '2099-01-01' });
    return armored(Buffer.from(json.replace('"signatures"', `"payload":"${wish}","signatures"`)).toString('base64'));
  }),
  malformed('a field beside the envelope', ({ text }) =>
    armored(base64({ ...parseLicenseFile(text), approved: true })),
  ),
  malformed('a prototype beside the envelope', ({ text }) => {
    const json = JSON.stringify(parseLicenseFile(text));
    return armored(Buffer.from(json.replace('{', '{"__proto__":{"approved":true},')).toString('base64'));
  }),
  { ...malformed('no text', () => ''), customer: 'REQUEST_MALFORMED' },
  malformed('the bare envelope', ({ text }) => JSON.stringify(parseLicenseFile(text))),
  malformed('more than 64 KiB, of blanks', ({ text }) => text + ' '.repeat(65_537 - text.length)),
  {
    ...malformed('a megabyte of copies', ({ text }) => text.repeat(1_048_576 / text.length)),
    customer: 'REQUEST_TOO_LARGE',
  },
];

export const HONEST_SPELLINGS: readonly { readonly name: string; readonly bend: (honest: ForgedLicense) => string }[] =
  [
    { name: 'the line ends of mail', bend: ({ text }) => text.replaceAll('\n', '\r\n') },
    { name: 'blank lines around it', bend: ({ text }) => `\n \t\n${text}\n\n` },
    { name: 'no line end at its end', bend: ({ text }) => text.trimEnd() },
    { name: 'blanks up to 64 KiB', bend: ({ text }) => text + ' '.repeat(65_536 - text.length) },
  ];
