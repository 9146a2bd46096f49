import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { Fault } from '@pksn/domain';
import type { FaultCode } from '@pksn/domain';
import { generateSigningKey, openTrustRoot, PAYLOAD_TYPES, signEnvelope, trustRootPayload } from '@pksn/signing';
import type { Envelope } from '@pksn/signing';
import { forgeVendor } from '@pksn/testing';
import { formatLicenseFile, parseLicenseFile, verifyLicenseFile, verifySubmittedFile } from '.';

/** Attempts to get in with a license that the vendor did not give, each beside an honest twin that passes. */
const now = Date.UTC(2026, 10, 21);
const acme = forgeVendor('acme', now);
const rival = forgeVendor('rival', now);
const roots = [acme.root, rival.root];
const refusal = (code: FaultCode) => expect.objectContaining({ name: 'Fault', code });

const { text: honest, payload } = acme.license({ limits: { requestsPerSecond: 10 } });
const envelope = parseLicenseFile(honest);
const signature = envelope.signatures[0] ?? { keyid: '', sig: '' };
const file = (change: Partial<Envelope>): string => formatLicenseFile({ ...envelope, ...change });
const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');
const armored = (json: string): string =>
  [
    '-----BEGIN LICENSE-----',
    ...(Buffer.from(json)
      .toString('base64')
      .match(/.{1,64}/g) ?? []),
    '-----END LICENSE-----',
  ].join('\n');
const lines = honest.trimEnd().split('\n');
const json = JSON.stringify(envelope);

function thiefRoot() {
  const mine = rival.keys.root.map((key) => key.publicKey);
  const roles = {
    root: { threshold: 2, publicKeys: mine },
    package: { threshold: 1, publicKeys: [rival.keys.package.publicKey] },
    license: { threshold: 1, publicKeys: [acme.keys.license.publicKey] },
  };
  const statement = trustRootPayload({ vendor: 'rival', version: 2, expires: '2030-01-01T00:00:00Z', roles });
  return openTrustRoot(signEnvelope(PAYLOAD_TYPES.trustRoot, statement, rival.keys.root));
}

const attempts: [string, string, FaultCode][] = [
  [
    'a later expiry written in',
    file({ payload: base64({ ...payload, expiresAt: '2099-01-01' }) }),
    'LICENSE_FILE_UNTRUSTED',
  ],
  [
    'another key hash written in',
    file({ payload: base64({ ...payload, keyHash: 'a'.repeat(64) }) }),
    'LICENSE_FILE_UNTRUSTED',
  ],
  ['the rate taken out', file({ payload: base64({ ...payload, limits: {} }) }), 'LICENSE_FILE_UNTRUSTED'],
  [
    'the same JSON with a space',
    file({ payload: Buffer.from(`${JSON.stringify(payload)} `).toString('base64') }),
    'LICENSE_FILE_UNTRUSTED',
  ],
  ['an empty payload', file({ payload: '' }), 'LICENSE_FILE_UNTRUSTED'],
  [
    'signed by the package role',
    formatLicenseFile(acme.envelope(PAYLOAD_TYPES.license, payload, 'package')),
    'LICENSE_FILE_UNTRUSTED',
  ],
  [
    'signed by the root keys',
    formatLicenseFile(acme.envelope(PAYLOAD_TYPES.license, payload, acme.keys.root)),
    'LICENSE_FILE_UNTRUSTED',
  ],
  [
    'signed by an unknown key',
    formatLicenseFile(acme.envelope(PAYLOAD_TYPES.license, payload, [generateSigningKey()])),
    'LICENSE_FILE_UNTRUSTED',
  ],
  [
    'signed by an unknown key under the known id',
    formatLicenseFile(
      acme.envelope(PAYLOAD_TYPES.license, payload, [{ ...generateSigningKey(), keyid: acme.keys.license.keyid }]),
    ),
    'LICENSE_FILE_UNTRUSTED',
  ],
  ['signed by a vendor who is not trusted', forgeVendor('stranger', now).license().text, 'LICENSE_FILE_UNTRUSTED'],
  ['signed by an impostor of the same name', forgeVendor('acme', now).license().text, 'LICENSE_FILE_UNTRUSTED'],
  [
    'signed by the license key of before the rotation',
    forgeVendor('acme', now).rotated(['license']).license().text,
    'LICENSE_FILE_UNTRUSTED',
  ],
  [
    'signed by two vendors',
    formatLicenseFile(acme.envelope(PAYLOAD_TYPES.license, payload, [acme.keys.license, rival.keys.license])),
    'LICENSE_FILE_UNTRUSTED',
  ],
  [
    'signed by the license role and a stranger',
    formatLicenseFile(acme.envelope(PAYLOAD_TYPES.license, payload, [acme.keys.license, generateSigningKey()])),
    'LICENSE_FILE_UNTRUSTED',
  ],
  ["a rival's license for this vendor's feed", rival.license({ feeds: ['acme/core'] }).text, 'LICENSE_FILE_UNTRUSTED'],
  [
    "a rival's license for both vendors' feeds",
    rival.license({ feeds: ['rival/core', 'acme/core'] }).text,
    'LICENSE_FILE_UNTRUSTED',
  ],
  ['the type of a status document', file({ payloadType: PAYLOAD_TYPES.licenseStatus }), 'LICENSE_FILE_UNTRUSTED'],
  ['a status document as a license', formatLicenseFile(acme.status()), 'LICENSE_FILE_UNTRUSTED'],
  [
    'a status document relabeled',
    formatLicenseFile({ ...acme.status(), payloadType: PAYLOAD_TYPES.license }),
    'LICENSE_FILE_UNTRUSTED',
  ],
  [
    'license terms signed as a status document, relabeled',
    formatLicenseFile({
      ...acme.envelope(PAYLOAD_TYPES.licenseStatus, payload, 'license'),
      payloadType: PAYLOAD_TYPES.license,
    }),
    'LICENSE_FILE_UNTRUSTED',
  ],
  [
    'a manifest of the vendor',
    formatLicenseFile(acme.envelope(PAYLOAD_TYPES.packageManifest, payload)),
    'LICENSE_FILE_UNTRUSTED',
  ],
  ['the trust root itself', formatLicenseFile(acme.root.envelope), 'LICENSE_FILE_UNTRUSTED'],
  [
    'the signature of another license',
    file({ signatures: parseLicenseFile(acme.license().text).signatures }),
    'LICENSE_FILE_UNTRUSTED',
  ],
  [
    'a signature of zeros',
    file({ signatures: [{ ...signature, sig: Buffer.alloc(64).toString('base64') }] }),
    'LICENSE_FILE_UNTRUSTED',
  ],
  [
    'a random signature',
    file({ signatures: [{ ...signature, sig: randomBytes(64).toString('base64') }] }),
    'LICENSE_FILE_UNTRUSTED',
  ],
  ['no signature', file({ signatures: [] }), 'LICENSE_FILE_MALFORMED'],
  ['the signature twice', file({ signatures: [signature, signature] }), 'LICENSE_FILE_MALFORMED'],
  [
    'a key id in capitals',
    file({ signatures: [{ ...signature, keyid: signature.keyid.toUpperCase() }] }),
    'LICENSE_FILE_MALFORMED',
  ],
  ['an algorithm of choice', file({ signatures: [{ ...signature, alg: 'none' } as never] }), 'LICENSE_FILE_MALFORMED'],
  ['a field beside the envelope', armored(json.replace('{', '{"trusted":true,')), 'LICENSE_FILE_MALFORMED'],
  [
    'a second payload behind the first',
    armored(json.replace('"signatures"', `"payload":"${base64(payload)}","signatures"`)),
    'LICENSE_FILE_MALFORMED',
  ],
  [
    'a forged payload before the right one',
    armored(json.replace('"payload"', `"payload":"${base64({ ...payload, seats: 9 })}","payload"`)),
    'LICENSE_FILE_MALFORMED',
  ],
  ['white space in the envelope', armored(json.replace(',', ', ')), 'LICENSE_FILE_MALFORMED'],
  ['an envelope in a list', armored(`[${json}]`), 'LICENSE_FILE_MALFORMED'],
  ['two envelopes', armored(json + json), 'LICENSE_FILE_MALFORMED'],
  ['two files in one', honest + acme.license().text, 'LICENSE_FILE_MALFORMED'],
  ['the same file twice', honest + honest, 'LICENSE_FILE_MALFORMED'],
  [
    'a file within the file',
    [...lines.slice(0, 2), honest.trimEnd(), ...lines.slice(2)].join('\n'),
    'LICENSE_FILE_MALFORMED',
  ],
  ['words before the armor', `Dear customer,\n\n${honest}`, 'LICENSE_FILE_MALFORMED'],
  ['words behind the armor', `${honest}\nRegards`, 'LICENSE_FILE_MALFORMED'],
  ['a byte order mark', `\uFEFF${honest}`, 'LICENSE_FILE_MALFORMED'],
  ['the armor cut off at the end', lines.slice(0, -1).join('\n'), 'LICENSE_FILE_MALFORMED'],
  ['the armor cut off at the beginning', lines.slice(1).join('\n'), 'LICENSE_FILE_MALFORMED'],
  ['a line left out', [...lines.slice(0, 3), ...lines.slice(4)].join('\n'), 'LICENSE_FILE_UNTRUSTED'],
  ['a blank line inside', [...lines.slice(0, 3), '', ...lines.slice(3)].join('\n'), 'LICENSE_FILE_MALFORMED'],
  [
    'a space at the end of a line',
    [...lines.slice(0, 3), `${lines[3] ?? ''} `, ...lines.slice(4)].join('\n'),
    'LICENSE_FILE_MALFORMED',
  ],
  ['lines of another length', honest.replace(/(.{64})\n(.{64})\n/, '$1$2\n'), 'LICENSE_FILE_MALFORMED'],
  ['old Mac line ends', honest.replaceAll('\n', '\r'), 'LICENSE_FILE_MALFORMED'],
  ['an empty armor', `${lines[0] ?? ''}\n${lines.at(-1) ?? ''}`, 'LICENSE_FILE_MALFORMED'],
  ['another label', honest.replaceAll('LICENSE', 'CERTIFICATE'), 'LICENSE_FILE_MALFORMED'],
  ['labels with a dash too few', honest.replaceAll('-----', '----'), 'LICENSE_FILE_MALFORMED'],
  ['no text', '', 'LICENSE_FILE_MALFORMED'],
  ['blank lines only', ' \n'.repeat(1_000), 'LICENSE_FILE_MALFORMED'],
  ['a megabyte', honest.repeat(1_000), 'LICENSE_FILE_MALFORMED'],
  ['the bare envelope', json, 'LICENSE_FILE_MALFORMED'],
];

describe('ways around the license', () => {
  it.each(attempts)('do not work: %s', (_name, text, code) => {
    expect(() => verifyLicenseFile(text, roots)).toThrow(refusal(code));
    expect(verifyLicenseFile(honest, roots).vendor).toBe('acme');
  });

  it('are many', () => expect(attempts.length).toBeGreaterThanOrEqual(50));

  it('do not work: no vendor is trusted at all', () => {
    expect(() => verifyLicenseFile(honest, [])).toThrow(refusal('LICENSE_FILE_UNTRUSTED'));
  });

  it("do not work: a rival lists this vendor's license key as its own", () => {
    expect(() => verifyLicenseFile(honest, [acme.root, thiefRoot()])).toThrow(refusal('LICENSE_FILE_UNTRUSTED'));
  });

  it('do not work: signed by one of two needed license keys', () => {
    const second = generateSigningKey();
    const roles = {
      root: { threshold: 2, publicKeys: acme.keys.root.map((key) => key.publicKey) },
      package: { threshold: 1, publicKeys: [acme.keys.package.publicKey] },
      license: { threshold: 2, publicKeys: [acme.keys.license.publicKey, second.publicKey] },
    };
    const statement = trustRootPayload({ vendor: 'acme', version: 2, expires: '2030-01-01T00:00:00Z', roles });
    const strict = openTrustRoot(signEnvelope(PAYLOAD_TYPES.trustRoot, statement, acme.keys.root));
    expect(() => verifyLicenseFile(honest, [strict])).toThrow(refusal('LICENSE_FILE_UNTRUSTED'));
    const both = acme.envelope(PAYLOAD_TYPES.license, payload, [acme.keys.license, second]);
    expect(verifyLicenseFile(formatLicenseFile(both), [strict]).terms.licenseId).toBe('L-1');
  });

  it('do not work: handed in after the root of its vendor has expired', () => {
    const end = Date.parse(acme.root.expires);
    expect(verifySubmittedFile(honest, roots, end - 1).vendor).toBe('acme');
    expect(() => verifySubmittedFile(honest, roots, end)).toThrow(refusal('TRUST_ROOT_EXPIRED'));
    const later = forgeVendor('rival', end);
    expect(verifySubmittedFile(later.license().text, [acme.root, later.root], end).vendor).toBe('rival');
  });

  it('do not work: issued ahead of time, after which nothing honest would be newer', () => {
    const now = Date.parse(acme.root.expires) - 30 * 86_400_000;
    const issued = (ms: number): string => {
      const expiresAt = '9999-12-31T00:00:00Z';
      return acme.license({ issuedAt: new Date(ms).toISOString(), expiresAt }).text;
    };
    const day = 86_400_000;
    // Clocks may be a day apart.
    expect(verifySubmittedFile(issued(now + day), roots, now).vendor).toBe('acme');
    for (const ahead of [now + day + 1_000, Date.UTC(9999, 0, 1)]) {
      expect(() => verifySubmittedFile(issued(ahead), roots, now)).toThrow(refusal('LICENSE_ISSUED_AHEAD'));
    }
  });

  it('pass as honest twins: signed by a second trusted vendor for itself', () => {
    expect(verifyLicenseFile(rival.license({ feeds: ['rival/core'] }).text, roots).vendor).toBe('rival');
  });

  it('never work by altering characters', () => {
    const position = fc.nat(honest.length - 1);
    fc.assert(
      fc.property(position, fc.string({ unit: 'grapheme-ascii', minLength: 0, maxLength: 2 }), (at, piece) => {
        const altered = honest.slice(0, at) + piece + honest.slice(at + 1);
        if (altered.trim() === honest.trim()) return;
        let code = 'accepted';
        try {
          verifyLicenseFile(altered, roots);
        } catch (error) {
          code = error instanceof Fault ? error.code : String(error);
        }
        expect(['LICENSE_FILE_MALFORMED', 'LICENSE_FILE_UNTRUSTED']).toContain(code);
      }),
      { numRuns: 2_000 },
    );
  });
});
