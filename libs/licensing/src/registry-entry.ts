import { keyFingerprint } from './license-key';
import { DAY_MS } from './limits';
import { overlapEndOf } from './overlap';
import type { RegistryRow } from './registry-row';
import { TokenBucket } from './token-bucket';

/** A row with what is computed once from it. It never changes: a changed row gets a new entry. */
export interface RegistryEntry {
  readonly row: RegistryRow;
  readonly fingerprint: string;
  /** The instants from which the key is refused; Infinity: never. */
  readonly changedFrom: number;
  readonly supersededFrom: number;
  readonly expiredFrom: number;
  /** From when to when it is granted, all in all; Infinity and -Infinity when it never is. */
  readonly grantedFrom: number;
  readonly grantedUntil: number;
  /** `vendor/` when the license covers all feeds of its vendor. */
  readonly feedPrefix: string | null;
  readonly feeds: ReadonlySet<string>;
  readonly bucket: TokenBucket | null;
}

const NO_FEEDS: ReadonlySet<string> = new Set();

/** `bucket` is that of the entry before this one, which goes on unless the rate changed. */
export function entryOf(row: RegistryRow, bucket: TokenBucket | null): RegistryEntry {
  const { supersededAt, feeds, grantedFeeds } = row;
  // Once the new key came, it is no longer awaited.
  const replacedFrom = overlapEndOf(row);
  const expiredFrom = row.expiresAt + row.graceDays * DAY_MS;
  const isUsable = row.submittedAt !== null && row.revokedAt === null;
  const rate = row.requestsPerSecond;
  return {
    row,
    fingerprint: keyFingerprint(row.keyHash),
    changedFrom: supersededAt === null ? replacedFrom : Infinity,
    supersededFrom: supersededAt === null ? Infinity : replacedFrom,
    expiredFrom,
    grantedFrom: isUsable ? row.notBefore : Infinity,
    grantedUntil: isUsable ? Math.min(replacedFrom, expiredFrom) : -Infinity,
    feedPrefix: feeds === null ? `${row.vendor}/` : null,
    feeds: feeds === null && grantedFeeds.length === 0 ? NO_FEEDS : new Set([...(feeds ?? []), ...grantedFeeds]),
    bucket: rate === null ? null : bucket?.requestsPerSecond === rate ? bucket : new TokenBucket(rate),
  };
}
