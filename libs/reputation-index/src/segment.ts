import { closeSync } from 'node:fs';
import type { SectionLayout } from '@pksn/domain';
import { findCandidates } from './find-many';
import type { Fingerprints } from './fingerprints';
import type { KeyBulk } from './key-bulk';
import { compareKeys, sameKeyAt, viewOf } from './key-order';
import type { SegmentFile } from './segment-file';
import type { SegmentLayout } from './segment-layout';

const BATCH_BYTES = 1 << 20;

/**
 * One immutable sorted set of records. `find` gives the byte offset of a record in `window`; both are valid until
 * the next `find` on the same segment. Everything is synchronous; a damaged file throws SEGMENT_CORRUPT.
 */
export abstract class Segment {
  readonly layout: SegmentLayout;
  readonly section: SectionLayout;
  readonly records: number;
  readonly recordBytes: number;
  readonly keyBytes: number;
  readonly sizeBytes: number;
  readonly path: string;
  readonly fanOut: Uint32Array;
  readonly fingerprints: Fingerprints;
  readonly shift: number;

  constructor(protected readonly file: SegmentFile) {
    this.layout = file.layout;
    this.section = file.layout.section;
    this.records = file.layout.records;
    this.recordBytes = file.layout.recordBytes;
    this.keyBytes = file.layout.keyBytes;
    this.sizeBytes = file.sizeBytes;
    this.path = file.path;
    this.fanOut = file.fanOut;
    this.fingerprints = file.fingerprints;
    this.shift = 32 - file.layout.fanOutBits;
  }

  abstract readonly window: Buffer;

  /** Byte offset in `window` of the record with this key, or -1. `key` has keyBytes bytes; nothing is allocated. */
  abstract find(key: Buffer): number;

  /**
   * Looks for the bulk's asked keys: those that are here have the byte offset of their record in `places`, and the
   * Buffer in which it stands is the last of the bulk's `windows`. The same as `find` for each of them.
   */
  findMany(bulk: KeyBulk): void {
    const count = findCandidates(bulk, this);
    const { candidates, asked, places, low, high, marks, keyView, keyBytes } = bulk;
    const window = this.windowFor(bulk, count);
    const view = viewOf(window);
    for (let c = 0; c < count; c++) {
      const n = candidates[c] as number;
      if (n < 0) {
        places[~n] = this.findInto(bulk, c, asked[~n] as number);
        continue;
      }
      const key = asked[n] as number;
      const end = high[n] as number;
      for (let index = low[n] as number; index >= 0;) {
        const at = this.recordFor(bulk, c, index);
        if (sameKeyAt(view, at, keyView, key * keyBytes, keyBytes)) {
          places[n] = at;
          break;
        }
        index = this.fingerprints.first(marks[key] as number, index + 1, end);
      }
    }
  }

  /** Adds the Buffer to the bulk's windows in which so many candidates will be looked at. */
  protected abstract windowFor(bulk: KeyBulk, candidates: number): Buffer;

  /** Where in that Buffer the record with this index stands, as the next one of this candidate. */
  protected abstract recordFor(bulk: KeyBulk, candidate: number, index: number): number;

  /** `find` for one of the keys, with its result in that Buffer. */
  protected abstract findInto(bulk: KeyBulk, candidate: number, key: number): number;

  /** `count` whole records from the one with index `first` on; not to be written to. */
  abstract slice(first: number, count: number): Buffer;

  /** Index of the first record whose key is not less than `from`, a key or the beginning of one. */
  lowerBound(from: Buffer): number {
    const word = from.length >= 4 ? from.readUInt32BE(0) : Buffer.concat([from, Buffer.alloc(4)]).readUInt32BE(0);
    const bucket = word >>> this.shift;
    let low = this.fanOut[bucket] ?? 0;
    let high = from.length * 8 <= this.layout.fanOutBits ? low : (this.fanOut[bucket + 1] ?? 0);
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (compareKeys(this.slice(middle, 1), 0, from, 0, Math.min(from.length, this.keyBytes)) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Index behind the last record whose key begins with `prefix` (at most keyBytes bytes; empty is all). */
  prefixEnd(prefix: Buffer): number {
    const next = Buffer.from(prefix);
    for (let i = next.length - 1; i >= 0; i--) {
      next[i] = ((next[i] as number) + 1) & 0xff;
      if (next[i] !== 0) return this.lowerBound(next);
    }
    return this.records;
  }

  /** All records, removals too, whose key begins with the 16 bits of `leaf` (0 to 65,535). */
  leaf(leaf: number): Buffer {
    return this.prefix(Buffer.of(leaf >>> 8, leaf & 0xff));
  }

  /** All records, removals too, whose key begins with `prefix`. */
  prefix(prefix: Buffer): Buffer {
    const first = this.lowerBound(prefix);
    return this.slice(first, this.prefixEnd(prefix) - first);
  }

  /** Records from index `first` up to `end`, in order, in batches of whole records. */
  *scan(first = 0, end = this.records): Generator<Buffer> {
    const step = Math.max(1, Math.floor(BATCH_BYTES / this.recordBytes));
    for (let at = first; at < end; at += step) yield this.slice(at, Math.min(step, end - at));
  }

  close(): void {
    const { descriptor } = this.file;
    if (descriptor < 0) return;
    this.file.descriptor = -1;
    closeSync(descriptor);
  }
}
