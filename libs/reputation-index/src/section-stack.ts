import { REMOVE_BIT, isRemoval } from '@pksn/domain';
import type { SectionLayout } from '@pksn/domain';
import type { KeyBulk } from './key-bulk';
import { mergedPuts } from './merge-records';
import type { Segment } from './segment';

const NO_WINDOW = Buffer.alloc(0);
/** In a loop over a bulk, an import costs more than the test itself. */
const REMOVED = REMOVE_BIT;

/**
 * One section of a snapshot: the segments of its runs, newest first. The newest segment that mentions a key
 * decides: it puts the record, or removes it. Synchronous; results are valid until the next `find`.
 */
export class SectionStack {
  /** The Buffer into which the last find() pointed. */
  window: Buffer = NO_WINDOW;

  constructor(
    readonly section: SectionLayout,
    readonly segments: readonly Segment[],
  ) {
    if (segments.some((segment) => segment.section !== section)) throw new RangeError('segments of different sections');
  }

  /** Byte offset of the record in `window`, or -1 when no run puts it or a newer one removed it. */
  find(key: Buffer): number {
    const { segments } = this;
    for (let i = 0; i < segments.length; i++) {
      const segment = segments[i] as Segment;
      const at = segment.find(key);
      if (at < 0) continue;
      if (isRemoval(this.section, segment.window, at)) return -1;
      this.window = segment.window;
      return at;
    }
    return -1;
  }

  /** `find` for every open key of the bulk: those in force become its hits. */
  findMany(bulk: KeyBulk): void {
    const { asked, hits, windowOf, at, places, keyBytes } = bulk;
    asked.set(bulk.open.subarray(0, bulk.openCount));
    bulk.askedCount = bulk.openCount;
    bulk.hitCount = 0;
    for (const segment of this.segments) {
      segment.findMany(bulk);
      const [window, bytes] = [bulk.windows.length - 1, bulk.lastWindow];
      let left = 0;
      for (let n = 0; n < bulk.askedCount; n++) {
        const key = asked[n] as number;
        const place = places[n] as number;
        if (place < 0) asked[left++] = key;
        else if (((bytes[place + keyBytes] as number) & REMOVED) === 0) {
          hits[bulk.hitCount++] = key;
          windowOf[key] = window;
          at[key] = place;
        }
      }
      bulk.askedCount = left;
    }
  }

  /** The records in force whose key begins with the 16 bits of `leaf`, ascending. */
  leaf(leaf: number): Buffer {
    return this.prefix(Buffer.of(leaf >>> 8, leaf & 0xff));
  }

  /** The records in force whose key begins with `prefix`, ascending. */
  prefix(prefix: Buffer): Buffer {
    return Buffer.concat([...this.scan(prefix)]);
  }

  /** The records in force in ascending order, in batches of whole records; all, or those under a prefix. */
  scan(prefix: Buffer = NO_WINDOW): Generator<Buffer> {
    return this.scanFrom(prefix, prefix, Infinity);
  }

  /** Those under a prefix from the key `from` on, in batches of at most `batch` records. */
  scanFrom(prefix: Buffer, from: Buffer, batch: number): Generator<Buffer> {
    let records = 0;
    const ranges = this.segments.map((segment) => {
      const first = segment.lowerBound(from);
      const end = segment.prefixEnd(prefix);
      records += Math.max(0, end - first);
      return segment.scan(first, end);
    });
    return mergedPuts(this.section, ranges, Math.min(batch, records));
  }
}
