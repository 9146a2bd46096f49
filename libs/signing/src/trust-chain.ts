import { Fault } from '@pksn/domain';
import { verifyEnvelope } from './envelope';
import type { Envelope } from './envelope';
import { SIGNING_LIMITS } from './limits';
import { PAYLOAD_TYPES } from './payload-types';
import { openTrustRoot, roleKeys } from './trust-root';
import type { TrustRoot } from './trust-root';

/**
 * Brings a trusted root up to date from a list of updates (TUF 5.3) and returns the newest. The list is consecutive
 * and may begin before the trusted version; what it says of that version must be what is trusted. `now` is in
 * milliseconds; only the final root must not have expired (TUF 5.3.10), so that a site which missed years catches up.
 * Throws TRUST_ROOT_MALFORMED, TRUST_ROOT_UNSIGNED, TRUST_CHAIN_BROKEN, TRUST_ROOT_EXPIRED.
 */
export function followTrustRoots(trusted: TrustRoot, updates: readonly Envelope[], now: number): TrustRoot {
  if (updates.length > SIGNING_LIMITS.trustRootUpdates) throw broken('there are more than 64 updates');
  let newest = trusted;
  let previous: TrustRoot | null = null;
  for (const envelope of updates) {
    const next = openTrustRoot(envelope);
    if (previous !== null) requireSuccessor(previous, next);
    if (next.vendor !== trusted.vendor) throw broken('an update is of another vendor');
    if (next.version === newest.version && next.fingerprint !== newest.fingerprint) {
      throw broken(`version ${next.version} is not the one that is trusted`);
    }
    if (next.version > newest.version) {
      if (previous !== newest) requireSuccessor(newest, next);
      newest = next;
    }
    previous = next;
  }
  requireCurrent(newest, now);
  return newest;
}

/** Throws TRUST_ROOT_EXPIRED from the instant of expiry on. */
export function requireCurrent(root: TrustRoot, now: number): void {
  if (now >= Date.parse(root.expires)) {
    throw new Fault('TRUST_ROOT_EXPIRED', `the trust root of ${root.vendor} expired at ${root.expires}`);
  }
}

function requireSuccessor(current: TrustRoot, next: TrustRoot): void {
  // TUF 5.3.5: the version must be exactly N+1.
  if (next.version !== current.version + 1) throw broken(`version ${current.version + 1} is missing`);
  // TUF 5.3.4: signed by a threshold of N and of N+1, and by nobody else.
  const keys = new Map([...roleKeys(current, 'root'), ...roleKeys(next, 'root')]);
  verifyEnvelope(next.envelope, {
    payloadType: PAYLOAD_TYPES.trustRoot,
    keys,
    threshold: 1,
    faults: 'TRUST_CHAIN_BROKEN',
  });
  // Every signature holds, each by another key, and a key id is the digest of its key: those of N only need counting.
  const { keyids, threshold } = current.roles.root;
  const signed = next.envelope.signatures.filter(({ keyid }) => keyids.includes(keyid)).length;
  if (signed < threshold) throw broken(`${signed} of ${threshold} needed keys have signed`);
}

function broken(detail: string): Fault {
  return new Fault('TRUST_CHAIN_BROKEN', detail);
}
