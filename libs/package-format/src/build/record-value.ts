import {
  codeOfZone,
  OFFSET_FIRST_SEEN,
  OFFSET_FLAGS,
  OFFSET_POPULARITY,
  OFFSET_PRODUCT,
  OFFSET_THREAT,
  OFFSET_ZONE,
  TRUST_GROUPS,
  VALUE_BYTES,
} from '@pksn/domain';
import type { TrustGroup, Zone } from '@pksn/domain';

/** What one row says of its objects. */
export interface RowVerdict {
  readonly zone: Exclude<Zone, 'grey'>;
  readonly trustGroup: TrustGroup | null;
  readonly popularityBucket: number;
  readonly firstSeenDay: number;
  readonly threat: Buffer | null;
}

/** Writes the value of a record (domain/record.ts) without allocating; sibling flags stay zero. */
export function writeValue(target: Buffer, verdict: RowVerdict, product: Buffer | null, isNetwork: boolean): void {
  target.fill(0, 0, VALUE_BYTES);
  target[OFFSET_ZONE] = codeOfZone(verdict.zone);
  // Network objects have no trust group.
  const group = isNetwork ? null : verdict.trustGroup;
  target[OFFSET_FLAGS] = group === null ? 0 : TRUST_GROUPS.indexOf(group) + 1;
  target[OFFSET_POPULARITY] = verdict.popularityBucket;
  target.writeUInt16BE(verdict.firstSeenDay, OFFSET_FIRST_SEEN);
  verdict.threat?.copy(target, OFFSET_THREAT);
  product?.copy(target, OFFSET_PRODUCT);
}
