import type { Fault } from '@pksn/domain';

/**
 * The detail of a refusal by a registry that has not been confirmed for `ageMs`. What a help desk must know: the key may
 * have been submitted, and this process could not hear of it.
 */
export function withDoubt({ detail, facts }: Fault, ageMs: number): string {
  const isJudged = 'fingerprint' in facts || 'tokenFingerprint' in facts;
  return isJudged ? `${detail}, and the registry has not been confirmed for ${Math.floor(ageMs / 1_000)} s` : detail;
}
