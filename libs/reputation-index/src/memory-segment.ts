import { findSorted, sameKey, viewOf, wordAt } from './key-order';
import { Segment } from './segment';
import { readExactly } from './read-exactly';
import type { SegmentFile } from './segment-file';
import { FINGERPRINT_AT } from './segment-layout';
import { SCANNED_FINGERPRINTS } from './find-many';
import type { KeyBulk } from './key-bulk';

/** The records in one Buffer: at most 4 GiB of them (the limit of Node's Buffer). */
export class MemorySegment extends Segment {
  readonly window: Buffer;
  private readonly view: DataView;

  constructor(file: SegmentFile) {
    super(file);
    this.window = readExactly(file.path, file.descriptor, this.layout.recordsAt, this.records * this.recordBytes);
    this.view = viewOf(this.window);
  }

  find(key: Buffer): number {
    const bucket = wordAt(key, 0) >>> this.shift;
    const low = this.fanOut[bucket] as number;
    const count = (this.fanOut[bucket + 1] as number) - low;
    const { view, recordBytes, keyBytes, fingerprints } = this;
    if (this.layout.fingerprintBytes === 0 || count > SCANNED_FINGERPRINTS) {
      return findSorted(view, low * recordBytes, recordBytes, count, key, keyBytes);
    }
    const mark = key[FINGERPRINT_AT] as number;
    const end = low + count;
    for (let index = fingerprints.first(mark, low, end); index >= 0; index = fingerprints.first(mark, index + 1, end)) {
      if (sameKey(view, index * recordBytes, key, keyBytes)) return index * recordBytes;
    }
    return -1;
  }

  /** Fetches the candidates' records ahead: compared one after the other, each would be waited for. */
  protected windowFor(bulk: KeyBulk, count: number): Buffer {
    const { window, recordBytes } = this;
    const { candidates, low } = bulk;
    let touched = 0;
    for (let c = 0; c < count; c++) {
      const n = candidates[c] as number;
      if (n < 0) continue;
      const at = (low[n] as number) * recordBytes;
      touched ^= (window[at] as number) ^ (window[at + recordBytes - 1] as number);
    }
    bulk.touch(touched);
    bulk.windows.push(window);
    return this.window;
  }

  protected recordFor(_bulk: KeyBulk, _candidate: number, index: number): number {
    return index * this.recordBytes;
  }

  protected findInto(bulk: KeyBulk, _candidate: number, key: number): number {
    return this.find(bulk.key(key));
  }

  slice(first: number, count: number): Buffer {
    return this.window.subarray(first * this.recordBytes, (first + count) * this.recordBytes);
  }
}
