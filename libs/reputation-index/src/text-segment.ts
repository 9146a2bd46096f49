import type { SectionLayout } from '@pksn/domain';
import { segmentOf } from './open-segment';
import type { SegmentOptions } from './open-segment';
import type { Segment } from './segment';
import { readExactly } from './read-exactly';
import { openSegmentFile } from './segment-file';
import type { SegmentFile } from './segment-file';
import { corrupt } from './segment-layout';
import { TextBatch } from './text-batch';

const BATCH_TEXTS = 4_096;

/** One immutable sorted set of names or texts. Synchronous; a damaged file throws SEGMENT_CORRUPT. */
export class TextSegment {
  private constructor(
    private readonly file: SegmentFile,
    private readonly entries: Segment,
  ) {}

  /** `memory` holds the entries in memory; the texts themselves always stay in the file. */
  static open(path: string, options: SegmentOptions): TextSegment {
    const file = openSegmentFile(path);
    const entries = segmentOf(file, options);
    if (file.layout.section.form === 'text') return new TextSegment(file, entries);
    entries.close();
    throw corrupt(path, 'holds no texts');
  }

  get section(): SectionLayout {
    return this.entries.section;
  }

  get records(): number {
    return this.entries.records;
  }

  get sizeBytes(): number {
    return this.file.sizeBytes;
  }

  /** The text with this key, or null. */
  get(key: Buffer): string | null {
    const at = this.entries.find(key);
    if (at < 0) return null;
    const { offset, length } = this.place(this.entries.window, at);
    return this.read(offset, length).toString('utf8');
  }

  /** All texts in the form in which packages carry them (key | length (u16) | UTF-8), ascending, in batches. */
  *scan(): Generator<Buffer> {
    for (let first = 0; first < this.records;) {
      const batch = this.batch(first);
      const parts: Buffer[] = [];
      for (let n = 0; n < batch.count; n++) parts.push(...batch.keyAndLength(n), batch.bytesAt(n));
      yield Buffer.concat(parts);
      first += batch.count;
    }
  }

  /** Up to 4,096 entries from the one with this index on, and their texts, in two reads. */
  batch(first: number): TextBatch {
    const { keyBytes, recordBytes, records } = this.entries;
    const entries = this.entries.slice(first, Math.min(BATCH_TEXTS, records - first));
    let end = -1;
    for (let at = 0; at < entries.length; at += recordBytes) {
      const { offset, length } = this.place(entries, at);
      if (end >= 0 && offset !== end) throw corrupt(this.file.path, 'its texts do not follow each other');
      end = offset + length;
    }
    const from = entries.readUIntBE(keyBytes, 6);
    return new TextBatch(first, entries, keyBytes, recordBytes, this.read(from, end - from));
  }

  close(): void {
    this.entries.close();
  }

  private place(bytes: Buffer, at: number): { offset: number; length: number } {
    const offset = bytes.readUIntBE(at + this.entries.keyBytes, 6);
    const length = bytes.readUInt16BE(at + this.entries.keyBytes + 6);
    if (offset + length > this.file.footer.blobBytes) throw corrupt(this.file.path, 'a text lies outside it');
    return { offset, length };
  }

  private read(offset: number, length: number): Buffer {
    return readExactly(this.file.path, this.file.descriptor, this.file.layout.blobAt + offset, length);
  }
}
