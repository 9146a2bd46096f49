import { createHash, createPrivateKey } from 'node:crypto';
import { openTrustRoot, PAYLOAD_TYPES, signEnvelope, signingKeyFromPrivate, trustRootPayload } from '@pksn/signing';
import type { Envelope, SigningKey, TrustRoot } from '@pksn/signing';

/** RFC 8410 section 7: an Ed25519 private key in PKCS #8 is this prefix and the 32 bytes of its seed. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A key that is the same in every run, so that a seed alone repeats a failing round. */
export function fixedKey(label: string): SigningKey {
  const known = KEYS.get(label) ?? newFixedKey(label);
  KEYS.set(label, known);
  return known;
}

const KEYS = new Map<string, SigningKey>();

function newFixedKey(label: string): SigningKey {
  const seed = createHash('sha256').update(label).digest();
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
  return signingKeyFromPrivate(key);
}

export interface FixedVendor {
  readonly name: string;
  readonly roots: readonly TrustRoot[];
  /** The newest root, which lists the keys below. */
  readonly newest: TrustRoot;
  readonly rootKeys: readonly SigningKey[];
  readonly packageKeys: readonly SigningKey[];
  readonly licenseKey: SigningKey;
}

export interface FixedVendorOptions {
  readonly rotations?: number;
  readonly packageThreshold?: number;
  readonly expires?: string;
}

/** A vendor with one root per rotation: the package key changes with each, the root keys stay. */
export function fixedVendor(name: string, options: FixedVendorOptions = {}): FixedVendor {
  const { rotations = 0, packageThreshold = 1, expires = '2030-01-01T00:00:00Z' } = options;
  const rootKeys = [1, 2, 3].map((n) => fixedKey(`${name} root ${n}`));
  const licenseKey = fixedKey(`${name} license`);
  const packageKeysOf = (version: number): SigningKey[] =>
    Array.from({ length: packageThreshold }, (_, n) => fixedKey(`${name} package ${version} ${n}`));
  const roots = Array.from({ length: rotations + 1 }, (_, n) => {
    const role = (threshold: number, keys: readonly SigningKey[]) => ({
      threshold,
      publicKeys: keys.map((key) => key.publicKey),
    });
    const roles = {
      root: role(2, rootKeys),
      package: role(packageThreshold, packageKeysOf(n + 1)),
      license: role(1, [licenseKey]),
    };
    const payload = trustRootPayload({ vendor: name, version: n + 1, expires, roles });
    return openTrustRoot(signEnvelope(PAYLOAD_TYPES.trustRoot, payload, rootKeys.slice(0, 2)));
  });
  const newest = roots.at(-1);
  if (newest === undefined) throw new RangeError('no root');
  return { name, roots, newest, rootKeys, packageKeys: packageKeysOf(rotations + 1), licenseKey };
}

/** The updates that lead from the vendor's first root to its newest. */
export function updatesOf(vendor: FixedVendor): Envelope[] {
  return vendor.roots.slice(1).map((root) => root.envelope);
}

export function licenseStatus(vendor: FixedVendor, revoked: readonly string[]): Envelope {
  const payload = Buffer.from(JSON.stringify({ revoked }), 'utf8');
  return signEnvelope(PAYLOAD_TYPES.licenseStatus, payload, [vendor.licenseKey]);
}
