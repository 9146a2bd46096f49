import { Fault } from '@pksn/domain';
import type { FaultCode } from '@pksn/domain';
import { keyFingerprint } from './license-key';
import { refusalOfKey } from './refusal';
import type { RegistryEntry } from './registry-entry';

export type Judgement =
  | {
      readonly granted: true;
      readonly entry: RegistryEntry;
      /** The instant from which the same is refused, though nothing changes but the time; Infinity: never. */
      readonly until: number;
    }
  | { readonly granted: false; readonly code: FaultCode; readonly entry: RegistryEntry | null };

const NOT_SUBMITTED: Judgement = { granted: false, code: 'LICENSE_KEY_NOT_SUBMITTED', entry: null };

/** The decision table of LICENSING from "not known" to "expired", in its order; scope and rate come after it. */
export function judgeEntry(entry: RegistryEntry | null | undefined, now: number): Judgement {
  if (entry === undefined || entry === null) return NOT_SUBMITTED;
  // The hot path asks memory, which is slow for one key of 100,000, for as little as can be.
  if (now >= entry.grantedFrom && now < entry.grantedUntil) return { granted: true, entry, until: entry.grantedUntil };
  if (entry.row.submittedAt === null) return NOT_SUBMITTED;
  if (entry.row.revokedAt !== null) return { granted: false, code: 'LICENSE_REVOKED', entry };
  if (now >= entry.changedFrom) return { granted: false, code: 'LICENSE_CHANGED', entry };
  if (now >= entry.supersededFrom) return { granted: false, code: 'LICENSE_KEY_SUPERSEDED', entry };
  if (now < entry.row.notBefore) return { granted: false, code: 'LICENSE_NOT_YET_VALID', entry };
  return { granted: false, code: 'LICENSE_EXPIRED', entry };
}

/**
 * The error that a refused request gets; its fingerprint is what the customer reads out to the provider.
 * `currentFingerprint` is that of the key that took its place, as far as it is known.
 */
export function judgementFault(
  { code, entry }: Judgement & { granted: false },
  keyHash: Buffer,
  currentFingerprint: string | null = null,
): Fault {
  return keyFault(code, keyHash, entry, currentFingerprint);
}

/** A refusal of a key; `entry` is null for one that is not known, of which nothing is told. */
export function keyFault(
  code: FaultCode,
  keyHash: Buffer,
  entry: RegistryEntry | null,
  currentFingerprint: string | null = null,
): Fault {
  const fingerprint = keyFingerprint(keyHash);
  const { said, facts } = refusalOfKey(code, entry, currentFingerprint);
  return new Fault(code, `the license key with fingerprint ${fingerprint} ${said}`, {
    facts: { fingerprint, ...facts },
  });
}

/** The same for a token, known by the first 8 hex digits of its own hash; of the license it says nothing. */
export function tokenFault(judgement: Judgement & { granted: false }, tokenHash: Buffer): Fault {
  const tokenFingerprint = keyFingerprint(tokenHash);
  return new Fault(judgement.code, `the integration token with fingerprint ${tokenFingerprint} is refused`, {
    facts: { tokenFingerprint },
  });
}
