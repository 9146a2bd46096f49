import {
  OFFSET_FIRST_SEEN,
  OFFSET_FLAGS,
  OFFSET_POPULARITY,
  OFFSET_PRODUCT,
  OFFSET_THREAT,
  OFFSET_ZONE,
  TRUST_GROUPS,
  zoneOfCode,
} from '@pksn/domain';
import type { SectionLayout } from '@pksn/domain';
import { corrupt } from '../segment-layout';
import type { FindingSource, Verdict } from './finding';

const TRUST_GROUP_MASK = 0x07;

/** What knows the names of a feed. */
export interface NameSource {
  /** The name whose 8-byte key stands at `at` in `bytes`; null for the zero key. */
  nameAt(bytes: Buffer, at: number): string | null;
}

/** What a feed's record says that stands at `at` in `bytes`. Fault: SEGMENT_CORRUPT. */
export function recordVerdict(
  names: NameSource,
  source: FindingSource & { readonly kind: 'feed' },
  section: SectionLayout,
  bytes: Buffer,
  at: number,
): Verdict {
  const value = at + section.keyBytes;
  const zone = zoneOfCode(bytes[value + OFFSET_ZONE] as number);
  if (zone === null) throw corrupt(source.feed, 'a record without a zone');
  return {
    zone,
    trustGroup: TRUST_GROUPS[((bytes[value + OFFSET_FLAGS] as number) & TRUST_GROUP_MASK) - 1] ?? null,
    popularityBucket: bytes[value + OFFSET_POPULARITY] as number,
    firstSeenDay: bytes.readUInt16BE(value + OFFSET_FIRST_SEEN),
    threat: names.nameAt(bytes, value + OFFSET_THREAT),
    product: names.nameAt(bytes, value + OFFSET_PRODUCT),
    source,
  };
}
