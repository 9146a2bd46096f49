import type { SectionLayout, Zone } from '@pksn/domain';
import { NAME_KEY_BYTES, OFFSET_THREAT } from '@pksn/domain';
import type { RecordPair } from '@pksn/reputation-index';
import { compareKeys } from '@pksn/reputation-index';

/** An object that was noted, before its names are looked up. */
export interface Noted {
  readonly section: SectionLayout;
  readonly key: Buffer;
  readonly from: Zone;
  readonly to: Zone;
  readonly bucket: number;
  readonly threat: Buffer | null;
}

/** The `limit` most popular objects, then those of the first section and key, whatever the order in which they come. */
export class MostPopular {
  private readonly kept: Noted[] = [];

  constructor(private readonly limit: number) {}

  /** Builds nothing for an object that will not be kept. */
  offer(section: SectionLayout, pair: RecordPair, from: Zone, to: Zone, bucket: number): void {
    const last = this.kept[this.limit - 1];
    if (last !== undefined && orderOf(section, pair, bucket, last) >= 0) return;
    const one = noted(section, pair, from, to, bucket);
    const at = this.kept.findIndex((other) => inOrder(one, other) < 0);
    this.kept.splice(at < 0 ? this.kept.length : at, 0, one);
    if (this.kept.length > this.limit) this.kept.pop();
  }

  all(): readonly Noted[] {
    return this.kept;
  }
}

export function noted(section: SectionLayout, pair: RecordPair, from: Zone, to: Zone, bucket: number): Noted {
  const { bytes, at } = recordOf(pair);
  const key = Buffer.from(bytes.subarray(at, at + section.keyBytes));
  const threatAt = at + section.keyBytes + OFFSET_THREAT;
  const threat = Buffer.from(bytes.subarray(threatAt, threatAt + NAME_KEY_BYTES));
  return { section, key, from, to, bucket, threat: threat.some((byte) => byte !== 0) ? threat : null };
}

/** Where the pair stands to what was noted, as `inOrder` has it. */
function orderOf(section: SectionLayout, pair: RecordPair, bucket: number, other: Noted): number {
  if (bucket !== other.bucket) return other.bucket - bucket;
  if (section.id !== other.section.id) return section.id - other.section.id;
  const { bytes, at } = recordOf(pair);
  return compareKeys(bytes, at, other.key, 0, section.keyBytes);
}

/** As it is now; where it is gone, as it was. */
function recordOf({ before, beforeAt, after, afterAt }: RecordPair): { bytes: Buffer; at: number } {
  return afterAt >= 0 ? { bytes: after, at: afterAt } : { bytes: before, at: beforeAt };
}

function inOrder(a: Noted, b: Noted): number {
  return b.bucket - a.bucket || a.section.id - b.section.id || a.key.compare(b.key);
}
