import type { FaultCode } from '@pksn/domain';
import {
  createVendor,
  generateSigningKey,
  openTrustRoot,
  parseTrustRootPayload,
  PAYLOAD_TYPES,
  requireFingerprint,
  requireOwnKeys,
  roleKeys,
  rootsOfSigner,
  signEnvelope,
  trustRootPayload,
  verifyForRole,
} from '.';

const now = Date.UTC(2026, 10, 21);
const refusal = (code: FaultCode) => expect.objectContaining({ name: 'Fault', code });
const acme = createVendor({ name: 'acme', now, validityDays: 365 });
const zeta = createVendor({ name: 'zeta', now, validityDays: 365 });
const text = (): Record<string, never> =>
  JSON.parse(Buffer.from(acme.root.envelope.payload, 'base64').toString()) as Record<string, never>;
const signed = (value: unknown, keys = acme.keys.root) =>
  signEnvelope(PAYLOAD_TYPES.trustRoot, Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)), keys);

describe('a new vendor', () => {
  it('has 2 of 3 root keys, one package key, one license key, and a root that opens from its text', () => {
    const root = openTrustRoot(acme.root.text);
    expect(root).toMatchObject({ vendor: 'acme', version: 1, expires: '2027-11-21T00:00:00.000Z' });
    expect(root.fingerprint).toBe(acme.root.fingerprint);
    expect(root.roles.root).toEqual({ threshold: 2, keyids: acme.keys.root.map((key) => key.keyid) });
    expect(root.roles.package).toEqual({ threshold: 1, keyids: [acme.keys.package.keyid] });
    expect(root.roles.license).toEqual({ threshold: 1, keyids: [acme.keys.license.keyid] });
    expect([...roleKeys(root, 'license').keys()]).toEqual([acme.keys.license.keyid]);
  });

  it.each(['', 'Acme', 'a/b', '-a', 'a'.repeat(64)])('is not called %j', (name) => {
    expect(() => createVendor({ name, now, validityDays: 1 })).toThrow(refusal('USAGE'));
  });
  it.each([0, -1, 1.5, 3_661, Number.NaN])('is not valid for %d days', (validityDays) => {
    expect(() => createVendor({ name: 'acme', now, validityDays })).toThrow(refusal('USAGE'));
  });
});

describe('opening a trust root', () => {
  it('takes two of the three signatures, and not one', () => {
    expect(openTrustRoot(signed(text(), acme.keys.root.slice(1))).vendor).toBe('acme');
    expect(() => openTrustRoot(signed(text(), acme.keys.root.slice(2)))).toThrow(refusal('TRUST_ROOT_UNSIGNED'));
  });

  it('does not count other roles or strangers', () => {
    for (const other of [acme.keys.package, acme.keys.license, generateSigningKey()]) {
      const envelope = signed(text(), [...acme.keys.root.slice(0, 1), other]);
      expect(() => openTrustRoot(envelope)).toThrow(refusal('TRUST_ROOT_UNSIGNED'));
    }
  });

  it('refuses an altered payload', () => {
    const altered = { ...acme.root.envelope, payload: signed({ ...text(), version: 2 }).payload };
    expect(() => openTrustRoot(altered)).toThrow(refusal('TRUST_ROOT_UNSIGNED'));
  });

  it('refuses another payload type, text that is no JSON, and text over the limit', () => {
    const manifest = signEnvelope(PAYLOAD_TYPES.packageManifest, Buffer.from(JSON.stringify(text())), acme.keys.root);
    for (const source of [manifest, '', '{', '[]', `${' '.repeat(300_000)}${acme.root.text}`, '\uFEFF{}']) {
      expect(() => openTrustRoot(source)).toThrow(refusal('TRUST_ROOT_MALFORMED'));
    }
  });

  const one = text() as never as { roles: Record<string, { threshold: number; keyids: string[] }>; keys: object[] };
  const foreign = generateSigningKey();
  const role = (name: string, change: object) => ({
    ...one,
    roles: { ...one.roles, [name]: { ...one.roles[name], ...change } },
  });
  const hostile: [string, unknown][] = [
    ['no object', []],
    ['not UTF-8', '\uD800'],
    ['a field too many', { ...one, extra: true }],
    ['a field too few', { ...one, expires: undefined }],
    ['a vendor in capitals', { ...one, vendor: 'ACME' }],
    ['a vendor with a slash', { ...one, vendor: 'acme/core' }],
    ['version 0', { ...one, version: 0 }],
    ['a version in text', { ...one, version: '1' }],
    ['half a version', { ...one, version: 1.5 }],
    ['a version beyond exact numbers', { ...one, version: 2 ** 53 }],
    ['an expiry without a time', { ...one, expires: '2027-11-21' }],
    ['an expiry on 30 February', { ...one, expires: '2027-02-30T00:00:00Z' }],
    ['an expiry that is no text', { ...one, expires: 1 }],
    ['keys that are no list', { ...one, keys: {} }],
    ['65 keys', { ...one, keys: Array(65).fill(one.keys[0]) }],
    ['a key twice', { ...one, keys: [...one.keys, one.keys[0]] }],
    [
      'a key without a role',
      { ...one, keys: [...one.keys, { keyid: foreign.keyid, publicKey: foreign.publicKey.toString('base64') }] },
    ],
    [
      'a key under a wrong id',
      {
        ...one,
        keys: [...one.keys, { keyid: foreign.keyid, publicKey: acme.keys.package.publicKey.toString('base64') }],
      },
    ],
    [
      'a key in place of another',
      {
        ...one,
        keys: one.keys.map((key, i) => (i === 0 ? { ...key, publicKey: foreign.publicKey.toString('base64') } : key)),
      },
    ],
    ['a key in two roles, another in none', role('license', { keyids: [acme.keys.package.keyid] })],
    ['a short key', { ...one, keys: [...one.keys, { keyid: foreign.keyid, publicKey: 'AAAA' }] }],
    ['a role too many', { ...one, roles: { ...one.roles, policy: one.roles['package'] } }],
    ['a role too few', { ...one, roles: { root: one.roles['root'], package: one.roles['package'] } }],
    ['a threshold of 0', role('root', { threshold: 0 })],
    ['a threshold over the keys', role('root', { threshold: 4 })],
    ['a role without keys', role('license', { keyids: [] })],
    ['a role with an unknown key', role('license', { keyids: [foreign.keyid] })],
    [
      'a key twice in a role',
      role('license', { keyids: [acme.keys.license.keyid, acme.keys.license.keyid], threshold: 2 }),
    ],
    ['a key in two roles', role('license', { keyids: [acme.keys.license.keyid, acme.keys.package.keyid] })],
  ];
  it.each(hostile)('refuses, though signed: %s', (_name, value) => {
    expect(() => openTrustRoot(signed(value))).toThrow(refusal('TRUST_ROOT_MALFORMED'));
  });

  it('has no payload that its own schema refuses', () => {
    const publicKeys = [acme.keys.package.publicKey];
    const roles = {
      root: { threshold: 1, publicKeys },
      package: { threshold: 1, publicKeys },
      license: { threshold: 1, publicKeys },
    };
    expect(() => trustRootPayload({ vendor: 'acme', version: 1, expires: '2027-01-01T00:00:00Z', roles })).toThrow(
      refusal('TRUST_ROOT_MALFORMED'),
    );
    expect(parseTrustRootPayload(Buffer.from(JSON.stringify(text()))).vendor).toBe('acme');
  });
});

describe('roles', () => {
  const payload = Buffer.from('{}');
  const license = signEnvelope(PAYLOAD_TYPES.license, payload, [acme.keys.license]);

  it('are for one kind of document each', () => {
    const check = (role: 'package' | 'license') => () =>
      verifyForRole(acme.root, role, license, PAYLOAD_TYPES.license, 'LICENSE_FILE_UNTRUSTED');
    expect(check('license')()).toEqual(payload);
    expect(check('package')).toThrow(refusal('LICENSE_FILE_UNTRUSTED'));
  });

  it('tell whose document it is', () => {
    expect(rootsOfSigner([zeta.root, acme.root], 'license', license)).toEqual([acme.root]);
    expect(rootsOfSigner([zeta.root, acme.root], 'package', license)).toEqual([]);
  });

  it('belong to one vendor', () => {
    const publicKeys = zeta.keys.root.map((key) => key.publicKey);
    const thief = openTrustRoot(
      signEnvelope(
        PAYLOAD_TYPES.trustRoot,
        trustRootPayload({
          vendor: 'thief',
          version: 1,
          expires: '2027-01-01T00:00:00Z',
          roles: {
            root: { threshold: 2, publicKeys },
            package: { threshold: 1, publicKeys: [generateSigningKey().publicKey] },
            license: { threshold: 1, publicKeys: [acme.keys.license.publicKey] },
          },
        }),
        zeta.keys.root,
      ),
    );
    expect(() => requireOwnKeys(thief, [acme.root])).toThrow(refusal('TRUST_KEY_SHARED'));
    expect(() =>
      requireOwnKeys(acme.root, [acme.root, createVendor({ name: 'other', now, validityDays: 1 }).root]),
    ).not.toThrow();
  });
});

describe('fingerprints', () => {
  it('are compared as people write them', () => {
    const spaced = acme.root.fingerprint.toUpperCase().replace(/(.{4})/g, '$1 ');
    requireFingerprint(acme.root, spaced);
    requireFingerprint(acme.root, acme.root.fingerprint.replace(/(..)(?=.)/g, '$1:'));
  });
  it('must be given, and be right, and be whole', () => {
    expect(() => requireFingerprint(acme.root, ' ')).toThrow(refusal('TRUST_FINGERPRINT_REQUIRED'));
    for (const wrong of [zeta.root.fingerprint, acme.root.fingerprint.slice(0, 63), `${acme.root.fingerprint}0`]) {
      expect(() => requireFingerprint(acme.root, wrong)).toThrow(refusal('TRUST_FINGERPRINT_MISMATCH'));
    }
  });
});
