import type { FaultCode } from '@pksn/domain';
import {
  createVendor,
  followTrustRoots,
  generateSigningKey,
  PAYLOAD_TYPES,
  requireCurrent,
  rotateVendor,
  signEnvelope,
  trustRootPayload,
} from '.';
import type { Envelope, SigningKey, TrustRootStatement, Vendor } from '.';

const now = Date.UTC(2026, 10, 21);
const DAY_MS = 86_400_000;
const refusal = (code: FaultCode) => expect.objectContaining({ name: 'Fault', code });

/** Versions 1 to `length`, every key replaced at every step. */
function chain(length: number): Vendor[] {
  const vendors = [createVendor({ name: 'acme', now, validityDays: 365 })];
  while (vendors.length < length) {
    const last = vendors.at(-1) as Vendor;
    const replace = ['root', 'package', 'license'] as const;
    vendors.push(rotateVendor({ current: last.root, keys: last.keys, now, validityDays: 365, replace }));
  }
  return vendors;
}

const five = chain(5) as [Vendor, Vendor, Vendor, Vendor, Vendor];
const [v1, v2, v3, v4, v5] = five;
const envelopes = (...vendors: Vendor[]): Envelope[] => vendors.map((vendor) => vendor.root.envelope);

function forge(change: Partial<TrustRootStatement>, owner: Vendor, signers: readonly SigningKey[]): Envelope {
  const { vendor, expires } = owner.root;
  const roles = {
    root: { threshold: 2, publicKeys: owner.keys.root.map((key) => key.publicKey) },
    package: { threshold: 1, publicKeys: [owner.keys.package.publicKey] },
    license: { threshold: 1, publicKeys: [owner.keys.license.publicKey] },
  };
  const payload = trustRootPayload({ vendor, version: 2, expires, roles, ...change });
  return signEnvelope(PAYLOAD_TYPES.trustRoot, payload, signers);
}

describe('following trust roots (TUF 5.3)', () => {
  it('stays where it is without updates', () => expect(followTrustRoots(v1.root, [], now)).toBe(v1.root));

  it('catches up over every key rotated four times', () => {
    expect(followTrustRoots(v1.root, envelopes(v2, v3, v4, v5), now)).toMatchObject({ version: 5 });
  });

  it('passes over what it has already, when the list begins earlier', () => {
    expect(followTrustRoots(v3.root, envelopes(v1, v2, v3, v4), now).version).toBe(4);
    expect(followTrustRoots(v3.root, envelopes(v1, v2), now)).toBe(v3.root);
    expect(followTrustRoots(v3.root, envelopes(v3), now)).toBe(v3.root);
  });

  it('takes 64 steps and not 65', () => {
    const long = chain(66);
    const steps = envelopes(...long.slice(1));
    expect(followTrustRoots((long[0] as Vendor).root, steps.slice(0, 64), now).version).toBe(65);
    expect(() => followTrustRoots((long[0] as Vendor).root, steps, now)).toThrow(refusal('TRUST_CHAIN_BROKEN'));
  });

  const other = createVendor({ name: 'other', now, validityDays: 365 });
  const strangers = [generateSigningKey(), generateSigningKey()];
  const [old1, old2] = v1.keys.root as [SigningKey, SigningKey];
  const broken: [string, Envelope[], FaultCode][] = [
    ['a step left out', envelopes(v3), 'TRUST_CHAIN_BROKEN'],
    ['a step left out on the way', envelopes(v2, v4), 'TRUST_CHAIN_BROKEN'],
    ['steps in the wrong order', envelopes(v3, v2), 'TRUST_CHAIN_BROKEN'],
    ['the same step twice', envelopes(v2, v2), 'TRUST_CHAIN_BROKEN'],
    ['another vendor', envelopes(other), 'TRUST_CHAIN_BROKEN'],
    [
      'another vendor, signed by the old keys too',
      [forge({ vendor: 'other' }, v2, [...v1.keys.root, ...v2.keys.root])],
      'TRUST_CHAIN_BROKEN',
    ],
    ['a version 2 by the new keys only', [forge({}, v2, v2.keys.root)], 'TRUST_CHAIN_BROKEN'],
    ['a version 2 by one old key', [forge({}, v2, [old1, ...v2.keys.root])], 'TRUST_CHAIN_BROKEN'],
    ['a version 2 by the old keys only', [forge({}, v2, v1.keys.root)], 'TRUST_ROOT_UNSIGNED'],
    [
      'a version 2 with a stranger beside',
      [forge({}, v2, [old1, old2, ...v2.keys.root, ...strangers])],
      'TRUST_CHAIN_BROKEN',
    ],
    [
      'a version 2 by the old package and license keys',
      [forge({}, v2, [v1.keys.package, v1.keys.license, ...v2.keys.root])],
      'TRUST_CHAIN_BROKEN',
    ],
    [
      'another version 1',
      [forge({ version: 1, expires: '2099-01-01T00:00:00Z' }, v1, v1.keys.root)],
      'TRUST_CHAIN_BROKEN',
    ],
    [
      'a version jump signed by the old keys',
      [forge({ version: 3 }, v2, [...v1.keys.root, ...v2.keys.root])],
      'TRUST_CHAIN_BROKEN',
    ],
    ['something that is no envelope', [{} as Envelope], 'TRUST_ROOT_MALFORMED'],
    ['another payload type', [{ ...v2.root.envelope, payloadType: PAYLOAD_TYPES.license }], 'TRUST_ROOT_MALFORMED'],
  ];
  it.each(broken)('refuses %s', (_name, updates, code) => {
    expect(() => followTrustRoots(v1.root, updates, now)).toThrow(refusal(code));
  });

  it('refuses an update with one altered signature even if enough others are left', () => {
    const altered = v2.root.envelope.signatures.map((one, i) =>
      i === 0 ? { ...one, sig: Buffer.alloc(64, 7).toString('base64') } : one,
    );
    expect(() => followTrustRoots(v1.root, [{ ...v2.root.envelope, signatures: altered }], now)).toThrow(
      refusal('TRUST_CHAIN_BROKEN'),
    );
  });

  it('judges the expiry of the final root only', () => {
    const short = createVendor({ name: 'acme', now, validityDays: 1 });
    const replace = ['root'] as const;
    const fresh = rotateVendor({ current: short.root, keys: short.keys, now, validityDays: 100, replace });
    const later = now + 50 * DAY_MS;
    expect(() => followTrustRoots(short.root, [], later)).toThrow(refusal('TRUST_ROOT_EXPIRED'));
    expect(followTrustRoots(short.root, [fresh.root.envelope], later).version).toBe(2);
    expect(() => followTrustRoots(short.root, [fresh.root.envelope], now + 100 * DAY_MS)).toThrow(
      refusal('TRUST_ROOT_EXPIRED'),
    );
    requireCurrent(fresh.root, now + 100 * DAY_MS - 1);
  });
});

describe('rotating a vendor', () => {
  const rotate = (keys: Vendor['keys'], replace: ('root' | 'package' | 'license')[]) =>
    rotateVendor({ current: v1.root, keys, now: now + DAY_MS, validityDays: 365, replace });

  it('renews the root without touching a key', () => {
    const renewed = rotate(v1.keys, []);
    expect(renewed.keys).toEqual(v1.keys);
    expect(renewed.root).toMatchObject({ version: 2, expires: '2027-11-22T00:00:00.000Z' });
    expect(renewed.root.envelope.signatures).toHaveLength(3);
    expect(followTrustRoots(v1.root, [renewed.root.envelope], now).version).toBe(2);
  });

  it('replaces one role and keeps the others', () => {
    const rotated = rotate(v1.keys, ['license']);
    expect(rotated.keys.license.keyid).not.toBe(v1.keys.license.keyid);
    expect(rotated.keys.package.keyid).toBe(v1.keys.package.keyid);
    expect(followTrustRoots(v1.root, [rotated.root.envelope], now).roles.license.keyids).toEqual([
      rotated.keys.license.keyid,
    ]);
  });

  it('replaces the root keys when one of them was lost', () => {
    const two = { ...v1.keys, root: v1.keys.root.slice(1) };
    expect(followTrustRoots(v1.root, [rotate(two, ['root']).root.envelope], now).version).toBe(2);
    expect(() => rotate(two, [])).toThrow(refusal('VENDOR_FOLDER'));
  });

  it('refuses keys that are not of that root', () => {
    const one = v1.keys.root[0] as SigningKey;
    expect(() => rotate({ ...v1.keys, root: [one] }, ['root'])).toThrow(refusal('VENDOR_FOLDER'));
    expect(() => rotate({ ...v1.keys, root: [one, one, one] }, ['root'])).toThrow(refusal('VENDOR_FOLDER'));
    expect(() => rotate(v2.keys, [])).toThrow(refusal('VENDOR_FOLDER'));
    expect(() => rotate({ ...v1.keys, package: v1.keys.license }, [])).toThrow(refusal('VENDOR_FOLDER'));
    expect(() => rotate({ ...v1.keys, license: generateSigningKey() }, [])).toThrow(refusal('VENDOR_FOLDER'));
  });
});
