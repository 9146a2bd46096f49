import { readSync } from 'node:fs';
import { SCANNED_FINGERPRINTS } from './find-many';
import type { KeyBulk } from './key-bulk';
import { KeptRecords } from './kept-records';
import { compareKeys, findSorted, sameKey, viewOf, wordAt } from './key-order';
import { Segment } from './segment';
import { readExactly } from './read-exactly';
import type { SegmentFile } from './segment-file';
import { FINGERPRINT_AT, corrupt } from './segment-layout';

/** Positional reads of records since the process started. */
export const segmentReads = { count: 0 };

/** What is read at once of a bucket without fingerprints. */
const BUCKET_BYTES = 16 << 10;

/**
 * Records stay in the file, where the page cache serves them to all processes. Fan-out and fingerprints are in
 * memory: an absent key seldom costs a read, a present one costs one read of one record, and none as long as that
 * record is kept. Buckets that are too large for that are halved by reads of single records until they fit into the
 * window, so hostile keys cost O(log n) reads.
 */
export class FileSegment extends Segment {
  /** The kept records, and behind them what is read of a bucket. */
  readonly window: Buffer;
  private readonly view: DataView;
  private readonly kept: KeptRecords;
  private readonly bucketAt: number;

  constructor(file: SegmentFile) {
    super(file);
    this.kept = new KeptRecords(file.fingerprints.count);
    this.bucketAt = this.kept.places * this.recordBytes;
    this.window = Buffer.allocUnsafeSlow(this.bucketAt + BUCKET_BYTES);
    this.view = viewOf(this.window);
  }

  find(key: Buffer): number {
    const bucket = wordAt(key, 0) >>> this.shift;
    const low = this.fanOut[bucket] as number;
    const high = this.fanOut[bucket + 1] as number;
    if (this.layout.fingerprintBytes === 0 || high - low > SCANNED_FINGERPRINTS)
      return this.findInRange(key, low, high);
    const { fingerprints } = this;
    const mark = key[FINGERPRINT_AT] as number;
    for (
      let index = fingerprints.first(mark, low, high);
      index >= 0;
      index = fingerprints.first(mark, index + 1, high)
    ) {
      const at = this.recordAt(index);
      if (sameKey(this.view, at, key, this.keyBytes)) return at;
    }
    return -1;
  }

  slice(first: number, count: number): Buffer {
    const { layout, recordBytes, file } = this;
    return readExactly(file.path, file.descriptor, layout.recordsAt + first * recordBytes, count * recordBytes);
  }

  protected windowFor(bulk: KeyBulk, candidates: number): Buffer {
    return bulk.readWindow(candidates);
  }

  protected recordFor(bulk: KeyBulk, candidate: number, index: number): number {
    const at = bulk.readPlace(candidate);
    const from = this.recordAt(index);
    this.window.copy(bulk.lastWindow, at, from, from + this.recordBytes);
    return at;
  }

  protected findInto(bulk: KeyBulk, candidate: number, key: number): number {
    const found = this.find(bulk.key(key));
    if (found < 0) return -1;
    const at = bulk.readPlace(candidate);
    this.window.copy(bulk.lastWindow, at, found, found + this.recordBytes);
    return at;
  }

  private findInRange(key: Buffer, from: number, to: number): number {
    let low = from;
    let high = to;
    while ((high - low) * this.recordBytes > BUCKET_BYTES) {
      const middle = Math.floor((low + high) / 2);
      this.read(this.bucketAt, middle, 1);
      const order = compareKeys(this.window, this.bucketAt, key, 0, this.keyBytes);
      if (order === 0) return this.bucketAt;
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    if (low === high) return -1;
    this.read(this.bucketAt, low, high - low);
    return findSorted(this.view, this.bucketAt, this.recordBytes, high - low, key, this.keyBytes);
  }

  /** Where in the window the record with this index stands from now on, until another one takes its place. */
  private recordAt(index: number): number {
    const { kept } = this;
    const place = kept.placeOf(index);
    const at = place * this.recordBytes;
    if (kept.has(index)) return at;
    kept.forget(place);
    this.read(at, index, 1);
    kept.keep(index);
    return at;
  }

  private read(at: number, first: number, count: number): void {
    const length = count * this.recordBytes;
    const position = this.layout.recordsAt + first * this.recordBytes;
    segmentReads.count += 1;
    const read = readSync(this.file.descriptor, this.window, at, length, position);
    if (read !== length) throw corrupt(this.path, 'ends too early');
  }
}
