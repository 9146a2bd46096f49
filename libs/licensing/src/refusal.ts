import type { FaultCode, FaultFacts } from '@pksn/domain';
import type { RegistryEntry } from './registry-entry';

/** Why a key is refused: what follows its name in a sentence, and the same as facts for a help desk. */
export interface Refusal {
  readonly said: string;
  readonly facts: FaultFacts;
}

/**
 * What the holder of a key is told of its refusal. Of a key that is not in the registry, or awaits approval, nothing:
 * the two have one shape. `currentFingerprint` is that of the key that took its place, as far as it is known.
 */
export function refusalOfKey(
  code: FaultCode,
  entry: RegistryEntry | null,
  currentFingerprint: string | null = null,
): Refusal {
  if (entry === null) return { said: 'is refused', facts: {} };
  const { row } = entry;
  const of = (said: string, facts: FaultFacts): Refusal => ({ said, facts: { licenseId: row.licenseId, ...facts } });
  switch (code) {
    case 'LICENSE_REVOKED':
      return of(`was revoked at ${iso(row.revokedAt)}`, { revokedAt: iso(row.revokedAt) });
    case 'LICENSE_CHANGED':
      return of(
        `ended at ${iso(entry.changedFrom)}: its license was changed at ${iso(row.changedAt)}, and its new key is awaited`,
        { changedAt: iso(row.changedAt), endedAt: iso(entry.changedFrom) },
      );
    case 'LICENSE_KEY_SUPERSEDED': {
      const by = currentFingerprint === null ? 'a newer one' : `the key with fingerprint ${currentFingerprint}`;
      return of(`ended at ${iso(entry.supersededFrom)}: it was replaced by ${by} at ${iso(row.supersededAt)}`, {
        supersededAt: iso(row.supersededAt),
        endedAt: iso(entry.supersededFrom),
        currentFingerprint,
      });
    }
    case 'LICENSE_NOT_YET_VALID':
      return of(`is not valid before ${iso(row.notBefore)}`, { notBefore: iso(row.notBefore) });
    case 'LICENSE_EXPIRED': {
      const grace = row.graceDays === 0 ? '' : `, and its grace ended at ${iso(entry.expiredFrom)}`;
      return of(`expired at ${iso(row.expiresAt)}${grace}`, {
        expiresAt: iso(row.expiresAt),
        endedAt: iso(entry.expiredFrom),
      });
    }
    case 'LICENSE_RATE':
      return of(`is over its rate of ${String(row.requestsPerSecond)} requests per second`, {
        requestsPerSecond: row.requestsPerSecond,
      });
    case 'LICENSE_SCOPE':
      return of('covers no feed that is served here', {});
    default:
      return { said: 'is refused', facts: {} };
  }
}

function iso(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
