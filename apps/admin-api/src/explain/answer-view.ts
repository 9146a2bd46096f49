import { defaultTrustGroup, firstSeenDate, popularityOfBucket } from '@pksn/domain';
import type { ObjectType, TrustGroup, Zone } from '@pksn/domain';
import type { Verdict } from '@pksn/reputation-index';

/** A verdict as answers to endpoints have it. */
export interface VerdictView {
  readonly zone: Zone;
  readonly threat: string | null;
  readonly product: string | null;
  readonly trustGroup: TrustGroup | null;
  readonly popularity: number | null;
  readonly firstSeen: string | null;
  /** The expression or network that it is about. */
  readonly matched: string | null;
}

export function verdictView(verdict: Verdict, matched: string | null, type: ObjectType): VerdictView {
  const { zone, threat, product, trustGroup, popularityBucket, firstSeenDay } = verdict;
  return {
    zone,
    threat,
    product,
    trustGroup: trustGroup ?? defaultTrustGroup(zone, type),
    popularity: popularityOfBucket(popularityBucket),
    firstSeen: firstSeenDate(firstSeenDay),
    matched,
  };
}
