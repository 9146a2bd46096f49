import { compareKeys } from './key-order';
import { TextBatch } from './text-batch';
import type { TextSegment } from './text-segment';

/**
 * A segment's texts for whoever asks by ascending keys, and for most of them: each part of the file is read once. A key
 * out of order is answered as well, and slower.
 */
export class AscendingTexts {
  private readonly lastAsked: Buffer;
  private batch = TextBatch.none();
  private at = 0;

  constructor(private readonly segment: TextSegment) {
    this.lastAsked = Buffer.alloc(segment.section.keyBytes);
  }

  /** The text with this key, or null. Fault: SEGMENT_CORRUPT. */
  get(key: Buffer): string | null {
    if (compareKeys(key, 0, this.lastAsked, 0, this.lastAsked.length) < 0) return this.segment.get(key);
    key.copy(this.lastAsked);
    for (;;) {
      const { batch } = this;
      for (; this.at < batch.count; this.at++) {
        const order = batch.compare(this.at, key);
        if (order === 0) return batch.bytesAt(this.at).toString('utf8');
        if (order > 0) return null;
      }
      const next = batch.first + batch.count;
      if (next >= this.segment.records) return null;
      this.batch = this.segment.batch(next);
      this.at = 0;
    }
  }
}
