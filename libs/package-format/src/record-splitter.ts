import type { SectionLayout } from '@pksn/domain';
import { FORMAT_BOUNDS } from './limits';
import { forEachTextSpan } from './text-entries';

/**
 * Cuts a section's records into chunks of at most `limit` bytes on record borders. Where it cuts follows from the
 * records alone, however they were handed over, so that the same content makes the same file.
 */
export class RecordSplitter {
  private readonly pending: Buffer;
  private used = 0;

  constructor(
    private readonly layout: SectionLayout,
    private readonly limit: number = FORMAT_BOUNDS.chunkRawBytes,
  ) {
    this.pending = Buffer.allocUnsafeSlow(limit);
  }

  /** Whole records; returns the chunks that became full. Throws RangeError when the bytes are no whole records. */
  add(bytes: Buffer): Buffer[] {
    return this.layout.form === 'text' ? this.addTexts(bytes) : this.addRecords(bytes);
  }

  /** What is left, or null. */
  end(): Buffer | null {
    return this.used === 0 ? null : this.cut();
  }

  private addRecords(bytes: Buffer): Buffer[] {
    const { recordBytes } = this.layout;
    if (bytes.length % recordBytes !== 0) throw new RangeError(`not whole records of ${this.layout.name}`);
    const capacity = this.limit - (this.limit % recordBytes);
    const full: Buffer[] = [];
    for (let at = 0; at < bytes.length;) {
      const end = Math.min(bytes.length, at + capacity - this.used);
      this.keep(bytes, at, end);
      at = end;
      if (this.used === capacity) full.push(this.cut());
    }
    return full;
  }

  private addTexts(bytes: Buffer): Buffer[] {
    const full: Buffer[] = [];
    forEachTextSpan(bytes, this.layout, (keyAt, _from, to) => {
      if (this.used + to - keyAt > this.limit) full.push(this.cut());
      this.keep(bytes, keyAt, to);
    });
    return full;
  }

  private keep(bytes: Buffer, from: number, to: number): void {
    bytes.copy(this.pending, this.used, from, to);
    this.used += to - from;
  }

  private cut(): Buffer {
    const chunk = Buffer.from(this.pending.subarray(0, this.used));
    this.used = 0;
    return chunk;
  }
}
