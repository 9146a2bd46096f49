import type { KeyObject } from 'node:crypto';
import { decodeCanonicalBase64 } from './base64';
import { FieldReader } from './field-reader';
import { SIGNING_LIMITS } from './limits';
import { isVendorName } from './names';
import { keyIdOf, PUBLIC_KEY_BYTES, publicKeyFromRaw } from './signing-key';

export const ROLE_NAMES = ['root', 'package', 'license'] as const;
export type RoleName = (typeof ROLE_NAMES)[number];

export interface Role {
  /** How many distinct keys of the role must sign. */
  readonly threshold: number;
  readonly keyids: readonly string[];
}

export interface TrustRootContent {
  readonly vendor: string;
  readonly version: number;
  readonly expires: string;
  readonly keys: ReadonlyMap<string, KeyObject>;
  readonly roles: Readonly<Record<RoleName, Role>>;
}

/** What a trust root says, before it is signed. Public keys are raw (32 bytes). */
export interface TrustRootStatement {
  readonly vendor: string;
  readonly version: number;
  readonly expires: string;
  readonly roles: Readonly<
    Record<RoleName, { readonly threshold: number; readonly publicKeys: readonly Uint8Array[] }>
  >;
}

/** The payload bytes of a trust root; throws TRUST_ROOT_MALFORMED if they would not be accepted back. */
export function trustRootPayload(statement: TrustRootStatement): Buffer {
  const keys = ROLE_NAMES.flatMap((role) => statement.roles[role].publicKeys).map((raw) => ({
    keyid: keyIdOf(raw),
    publicKey: Buffer.from(raw).toString('base64'),
  }));
  const role = (name: RoleName) => ({
    threshold: statement.roles[name].threshold,
    keyids: statement.roles[name].publicKeys.map(keyIdOf),
  });
  const { vendor, version, expires } = statement;
  const roles = { root: role('root'), package: role('package'), license: role('license') };
  const payload = Buffer.from(JSON.stringify({ vendor, version, expires, keys, roles }), 'utf8');
  parseTrustRootPayload(payload);
  return payload;
}

/** Strict schema of a trust root's payload; throws TRUST_ROOT_MALFORMED. Every key has exactly one role. */
export function parseTrustRootPayload(bytes: Uint8Array): TrustRootContent {
  const read = new FieldReader('TRUST_ROOT_MALFORMED');
  const top = read.exact(read.json(bytes, 'payload'), 'payload', ['vendor', 'version', 'expires', 'keys', 'roles']);
  const vendor = read.text(top['vendor'], 'vendor', 63);
  if (!isVendorName(vendor)) read.refuse('vendor', 'lower-case letters, digits and hyphens');
  const version = read.integer(top['version'], 'version', 1, Number.MAX_SAFE_INTEGER);
  read.instant(top['expires'], 'expires');
  const keys = parseKeys(read, top['keys']);
  const fields = read.exact(top['roles'], 'roles', ROLE_NAMES);
  const role = (name: RoleName): Role => parseRole(read, fields[name], name, keys);
  const roles = { root: role('root'), package: role('package'), license: role('license') };
  const assigned = ROLE_NAMES.flatMap((name) => roles[name].keyids);
  if (new Set(assigned).size !== assigned.length || assigned.length !== keys.size) {
    read.refuse('keys', 'in exactly one role each');
  }
  return { vendor, version, expires: String(top['expires']), keys, roles };
}

function parseKeys(read: FieldReader, value: unknown): Map<string, KeyObject> {
  const keys = new Map<string, KeyObject>();
  for (const one of read.list(value, 'keys', SIGNING_LIMITS.trustRootKeys)) {
    const entry = read.exact(one, 'key', ['keyid', 'publicKey']);
    const raw = decodeCanonicalBase64(read.text(entry['publicKey'], 'publicKey', 64));
    if (raw?.length !== PUBLIC_KEY_BYTES) return read.refuse('publicKey', '32 bytes in canonical base64');
    const keyid = read.sha256(entry['keyid'], 'keyid');
    if (keyid !== keyIdOf(raw)) read.refuse('keyid', 'the SHA-256 of its public key');
    if (keys.has(keyid)) read.refuse('keys', 'distinct');
    keys.set(keyid, publicKeyFromRaw(raw));
  }
  return keys;
}

function parseRole(read: FieldReader, value: unknown, name: string, keys: ReadonlyMap<string, unknown>): Role {
  const fields = read.exact(value, `role ${name}`, ['threshold', 'keyids']);
  const keyids = read.list(fields['keyids'], `keyids of ${name}`, SIGNING_LIMITS.signatures).map((keyid) => {
    const known = read.sha256(keyid, `keyid of ${name}`);
    return keys.has(known) ? known : read.refuse(`keyid of ${name}`, 'a key of this root');
  });
  return { threshold: read.integer(fields['threshold'], `threshold of ${name}`, 1, keyids.length), keyids };
}
