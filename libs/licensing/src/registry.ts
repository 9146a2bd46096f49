import { hash } from 'node:crypto';
import { Fault } from '@pksn/domain';
import type { FaultCode } from '@pksn/domain';
import { keyFingerprint } from './license-key';
import { DAY_MS, HOUR_MS } from './limits';
import type { RegistryRow } from './registry-row';
import { TokenBucket } from './token-bucket';

/** A row with what is computed once from it. */
export interface RegistryEntry {
  readonly row: RegistryRow;
  readonly fingerprint: string;
  /** The instants from which the key is refused; Infinity: never. */
  readonly changedFrom: number;
  readonly supersededFrom: number;
  readonly expiredFrom: number;
  /** `vendor/` when the license covers all feeds of its vendor. */
  readonly feedPrefix: string | null;
  readonly feeds: ReadonlySet<string>;
  readonly bucket: TokenBucket | null;
}

export type Judgement =
  | { readonly granted: true; readonly entry: RegistryEntry }
  | { readonly granted: false; readonly code: FaultCode; readonly entry: RegistryEntry | null };

const NOT_SUBMITTED: Judgement = { granted: false, code: 'LICENSE_KEY_NOT_SUBMITTED', entry: null };

/** Every license key in memory, and what a request with it gets. Never changes: a change makes a new registry. */
export class Registry {
  private readonly entries = new Map<string, RegistryEntry>();

  /** Rate buckets go over from the previous registry, so that a change elsewhere gives nobody a new burst. */
  constructor(rows: Iterable<RegistryRow>, previous?: Registry) {
    for (const row of rows) {
      const key = row.keyHash.toString('latin1');
      this.entries.set(key, entryOf(row, previous?.entries.get(key)?.bucket ?? null));
    }
  }

  get size(): number {
    return this.entries.size;
  }

  /** The decision table of LICENSING from "not known" to "expired", in its order; scope and rate come after it. */
  judge(keyHash: Buffer, now: number): Judgement {
    return this.judgeEntry(this.entries.get(keyHash.toString('latin1')), now);
  }

  /** The hot path: the same from the canonical key, without a Buffer on the way (0.3 µs of hashing instead of 0.7). */
  judgeKey(canonical: string, now: number): Judgement {
    return this.judgeEntry(this.entries.get(hash('sha256', canonical, 'binary')), now);
  }

  private judgeEntry(entry: RegistryEntry | undefined, now: number): Judgement {
    if (entry === undefined || entry.row.submittedAt === null) return NOT_SUBMITTED;
    if (entry.row.revokedAt !== null) return { granted: false, code: 'LICENSE_REVOKED', entry };
    if (now >= entry.changedFrom) return { granted: false, code: 'LICENSE_CHANGED', entry };
    if (now >= entry.supersededFrom) return { granted: false, code: 'LICENSE_KEY_SUPERSEDED', entry };
    if (now < entry.row.notBefore) return { granted: false, code: 'LICENSE_NOT_YET_VALID', entry };
    if (now >= entry.expiredFrom) return { granted: false, code: 'LICENSE_EXPIRED', entry };
    return { granted: true, entry };
  }
}

/** The error that a refused request gets; its fingerprint is what the customer reads out to the provider. */
export function judgementFault(judgement: Judgement & { granted: false }, keyHash: Buffer): Fault {
  const fingerprint = keyFingerprint(keyHash);
  return new Fault(judgement.code, `the license key with fingerprint ${fingerprint} is refused`, {
    facts: { fingerprint },
  });
}

function entryOf(row: RegistryRow, bucket: TokenBucket | null): RegistryEntry {
  const { changedAt, supersededAt } = row;
  // The overlap counts from the earlier of change and submission; once the new key came, it is no longer awaited.
  const overlapMs = row.overlapHours * HOUR_MS;
  const replacedAt = Math.min(changedAt ?? Infinity, supersededAt ?? Infinity) + overlapMs;
  const rate = row.requestsPerSecond;
  return {
    row,
    fingerprint: keyFingerprint(row.keyHash),
    changedFrom: supersededAt === null ? replacedAt : Infinity,
    supersededFrom: supersededAt === null ? Infinity : replacedAt,
    expiredFrom: row.expiresAt + row.graceDays * DAY_MS,
    feedPrefix: row.feeds === null ? `${row.vendor}/` : null,
    feeds: new Set([...(row.feeds ?? []), ...row.grantedFeeds]),
    bucket: rate === null ? null : bucket?.requestsPerSecond === rate ? bucket : new TokenBucket(rate),
  };
}
