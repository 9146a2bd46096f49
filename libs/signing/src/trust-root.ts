import { createHash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Fault } from '@pksn/domain';
import type { FaultCode } from '@pksn/domain';
import { decodeCanonicalBase64 } from './base64';
import { parseEnvelope, verifyEnvelope } from './envelope';
import type { Envelope } from './envelope';
import { TRUST_ENVELOPE_FAULTS } from './envelope-faults';
import type { EnvelopeFaults } from './envelope-faults';
import { FieldReader } from './field-reader';
import { SIGNING_LIMITS } from './limits';
import { PAYLOAD_TYPES } from './payload-types';
import { parseTrustRootPayload } from './trust-root-payload';
import type { Role, RoleName } from './trust-root-payload';

/** What a provider trusts of one vendor: its keys, and which role each of them has. */
export interface TrustRoot {
  readonly vendor: string;
  readonly version: number;
  /** ISO 8601 in UTC. */
  readonly expires: string;
  readonly keys: ReadonlyMap<string, KeyObject>;
  readonly roles: Readonly<Record<RoleName, Role>>;
  readonly envelope: Envelope;
  /** SHA-256 of the payload bytes in hex: what people compare through another channel. */
  readonly fingerprint: string;
}

/**
 * Opens a trust root by itself: it must be signed by a threshold of its own root keys (TUF 5.3.4). That makes it
 * whole, not trusted: trust comes from its fingerprint, or from `followTrustRoots`. Expiry is not judged here.
 * Throws TRUST_ROOT_MALFORMED or TRUST_ROOT_UNSIGNED.
 */
export function openTrustRoot(source: string | Envelope): TrustRoot {
  const envelope = parseEnvelope(typeof source === 'string' ? jsonOf(source) : source, TRUST_ENVELOPE_FAULTS);
  if (envelope.payloadType !== PAYLOAD_TYPES.trustRoot) {
    throw new Fault('TRUST_ROOT_MALFORMED', 'the signed document is not a trust root');
  }
  // A root names the keys that sign it, so here alone a payload is parsed before it is verified.
  const bytes = decodeCanonicalBase64(envelope.payload) ?? Buffer.alloc(0);
  const parsed = parseTrustRootPayload(bytes);
  const fingerprint = createHash('sha256').update(bytes).digest('hex');
  const root: TrustRoot = { ...parsed, envelope, fingerprint };
  verifyEnvelope(envelope, {
    payloadType: PAYLOAD_TYPES.trustRoot,
    keys: roleKeys(root, 'root'),
    threshold: root.roles.root.threshold,
    faults: TRUST_ENVELOPE_FAULTS,
    foreignSignatures: 'ignore',
  });
  return root;
}

function jsonOf(text: string): unknown {
  const read = new FieldReader('TRUST_ROOT_MALFORMED');
  if (text.length > SIGNING_LIMITS.trustRootTextCharacters) read.refuse('trust root', 'at most 256 KiB');
  return read.json(Buffer.from(text, 'utf8'), 'trust root');
}

/** The keys of one role, by key id. */
export function roleKeys(root: TrustRoot, role: RoleName): ReadonlyMap<string, KeyObject> {
  const wanted = new Set(root.roles[role].keyids);
  return new Map([...root.keys].filter(([keyid]) => wanted.has(keyid)));
}

/** Returns the payload of a document that the role of this root must have signed. */
export function verifyForRole(
  root: TrustRoot,
  role: Exclude<RoleName, 'root'>,
  envelope: Envelope,
  payloadType: string,
  faults: FaultCode | EnvelopeFaults,
): Buffer {
  const { threshold } = root.roles[role];
  return verifyEnvelope(envelope, { payloadType, keys: roleKeys(root, role), threshold, faults });
}

/**
 * The roots that list the key id of any signature of the envelope under the role: the one way to find out whose
 * document it is. More than one means that vendors share a key; callers must refuse that as untrusted.
 */
export function rootsOfSigner(roots: readonly TrustRoot[], role: RoleName, envelope: Envelope): TrustRoot[] {
  const signers = new Set(envelope.signatures.map((one) => one.keyid));
  return roots.filter((root) => root.roles[role].keyids.some((keyid) => signers.has(keyid)));
}

/** A root that lists another vendor's key would make that vendor's documents its own: throws TRUST_KEY_SHARED. */
export function requireOwnKeys(root: TrustRoot, others: readonly TrustRoot[]): void {
  for (const other of others) {
    if (other.vendor === root.vendor) continue;
    if ([...root.keys.keys()].some((keyid) => other.keys.has(keyid))) {
      throw new Fault('TRUST_KEY_SHARED', `the trust root of ${root.vendor} lists a key of ${other.vendor}`);
    }
  }
}

/** Compares with the fingerprint that a person gives; spaces, colons and case do not matter. */
export function requireFingerprint(root: TrustRoot, given: string): void {
  if (given.trim() === '') throw new Fault('TRUST_FINGERPRINT_REQUIRED', 'no fingerprint was given');
  if (given.replace(/[\s:]/g, '').toLowerCase() !== root.fingerprint) {
    throw new Fault('TRUST_FINGERPRINT_MISMATCH', 'the fingerprint given is not that of this trust root');
  }
}
