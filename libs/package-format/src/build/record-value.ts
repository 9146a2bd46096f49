import {
  codeOfZone,
  OFFSET_FIRST_SEEN,
  OFFSET_FLAGS,
  OFFSET_POPULARITY,
  OFFSET_PRODUCT,
  OFFSET_THREAT,
  OFFSET_ZONE,
  TRUST_GROUPS,
  ZONES,
} from '@pksn/domain';
import type { TrustGroup, Zone } from '@pksn/domain';
import { copyBytes } from './sort/copy-bytes';

// Read for every row: through the domain's index each reading would be a call.
const AT = {
  zone: OFFSET_ZONE,
  flags: OFFSET_FLAGS,
  popularity: OFFSET_POPULARITY,
  firstSeen: OFFSET_FIRST_SEEN,
  threat: OFFSET_THREAT,
  product: OFFSET_PRODUCT,
};
const ZONE_CODES = Object.fromEntries(ZONES.map((zone) => [zone, codeOfZone(zone)])) as Readonly<Record<Zone, number>>;
const GROUPS = TRUST_GROUPS;

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
  target.fill(0);
  target[AT.zone] = ZONE_CODES[verdict.zone];
  // Network objects have no trust group.
  const group = isNetwork ? null : verdict.trustGroup;
  target[AT.flags] = group === null ? 0 : GROUPS.indexOf(group) + 1;
  target[AT.popularity] = verdict.popularityBucket;
  target.writeUInt16BE(verdict.firstSeenDay, AT.firstSeen);
  if (verdict.threat !== null) copyBytes(verdict.threat, 0, target, AT.threat, verdict.threat.length);
  if (product !== null) copyBytes(product, 0, target, AT.product, product.length);
}
