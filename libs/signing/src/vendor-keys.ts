import { Fault } from '@pksn/domain';
import { signEnvelope } from './envelope';
import { SIGNING_LIMITS } from './limits';
import { isVendorName } from './names';
import { PAYLOAD_TYPES } from './payload-types';
import { generateSigningKey } from './signing-key';
import type { SigningKey } from './signing-key';
import { openTrustRoot } from './trust-root';
import type { TrustRoot } from './trust-root';
import { trustRootPayload } from './trust-root-payload';

const ROOT_KEYS = 3;
const ROOT_THRESHOLD = 2;
const DAY_MS = 86_400_000;

export interface VendorKeys {
  readonly root: readonly SigningKey[];
  readonly package: SigningKey;
  readonly license: SigningKey;
}

/** What `pksn vendor init` and `rotate` write: the new root as text for `trust-root.json`, and every private key. */
export interface Vendor {
  readonly root: TrustRoot & { readonly text: string };
  readonly keys: VendorKeys;
}

export interface VendorOptions {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** 1 to 3,660 days. */
  readonly validityDays: number;
}

/** A new vendor: 2-of-3 root keys, one package and one license key. Throws USAGE on a bad name or validity. */
export function createVendor({ name, now, validityDays }: VendorOptions): Vendor {
  if (!isVendorName(name)) {
    throw new Fault('USAGE', 'a vendor name has 1 to 63 lower-case letters, digits and hyphens, the first no hyphen');
  }
  const keys = { root: newRootKeys(), package: generateSigningKey(), license: generateSigningKey() };
  return {
    keys,
    root: signRoot({ vendor: name, version: 1, expires: expiry(now, validityDays) }, ROOT_THRESHOLD, keys, keys.root),
  };
}

export interface Rotation {
  readonly current: TrustRoot;
  /** The current keys; of the root keys at least the threshold, and all of them when they are kept. */
  readonly keys: VendorKeys;
  readonly now: number;
  readonly validityDays: number;
  /** Which roles get new keys; without any the root is only renewed. */
  readonly replace: readonly (keyof VendorKeys)[];
}

/** The next root of a vendor, signed by the old and by the new root keys. Throws VENDOR_FOLDER on foreign keys. */
export function rotateVendor({ current, keys, now, validityDays, replace }: Rotation): Vendor {
  requireKeysOf(current, keys, !replace.includes('root'));
  const next: VendorKeys = {
    root: replace.includes('root') ? newRootKeys() : keys.root,
    package: replace.includes('package') ? generateSigningKey() : keys.package,
    license: replace.includes('license') ? generateSigningKey() : keys.license,
  };
  const signers = new Map([...keys.root, ...next.root].map((key) => [key.keyid, key]));
  const facts = { vendor: current.vendor, version: current.version + 1, expires: expiry(now, validityDays) };
  const threshold = replace.includes('root') ? ROOT_THRESHOLD : current.roles.root.threshold;
  return { keys: next, root: signRoot(facts, threshold, next, [...signers.values()]) };
}

function newRootKeys(): SigningKey[] {
  return Array.from({ length: ROOT_KEYS }, generateSigningKey);
}

function requireKeysOf(current: TrustRoot, keys: VendorKeys, rootKept: boolean): void {
  const known = (role: 'root' | 'package' | 'license', key: SigningKey): boolean =>
    current.roles[role].keyids.includes(key.keyid);
  const enough = rootKept ? current.roles.root.keyids.length : current.roles.root.threshold;
  const distinct = new Set(keys.root.map((key) => key.keyid)).size;
  const own = keys.root.every((key) => known('root', key)) && known('package', keys.package);
  if (!own || !known('license', keys.license) || distinct < enough) {
    throw new Fault('VENDOR_FOLDER', `the keys are not those of the trust root of ${current.vendor}`);
  }
}

function expiry(now: number, validityDays: number): string {
  if (!Number.isInteger(validityDays) || validityDays < 1 || validityDays > SIGNING_LIMITS.trustRootValidityDays) {
    throw new Fault('USAGE', `the validity is 1 to ${SIGNING_LIMITS.trustRootValidityDays} days`);
  }
  return new Date(now + validityDays * DAY_MS).toISOString();
}

function signRoot(
  facts: { vendor: string; version: number; expires: string },
  threshold: number,
  keys: VendorKeys,
  signers: readonly SigningKey[],
): Vendor['root'] {
  const payload = trustRootPayload({
    ...facts,
    roles: {
      root: { threshold, publicKeys: keys.root.map((key) => key.publicKey) },
      package: { threshold: 1, publicKeys: [keys.package.publicKey] },
      license: { threshold: 1, publicKeys: [keys.license.publicKey] },
    },
  });
  const root = openTrustRoot(signEnvelope(PAYLOAD_TYPES.trustRoot, payload, signers));
  return { ...root, text: trustRootText(root) };
}

/** The content of `trust-root.json`. */
export function trustRootText(root: TrustRoot): string {
  return `${JSON.stringify(root.envelope, null, 2)}\n`;
}
