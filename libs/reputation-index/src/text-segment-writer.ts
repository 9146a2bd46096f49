import type { SectionLayout } from '@pksn/domain';
import { TEXT_ENTRY_TAIL_BYTES } from './segment-layout';
import { SegmentWriter } from './segment-writer';
import type { SegmentInfo } from './segment-writer';

/**
 * Writes a segment of names or texts: entries of fixed width (key, offset, length) that are searched like records,
 * and the UTF-8 of all texts behind them. Faults and rules as SegmentWriter.
 */
export class TextSegmentWriter {
  private blobBytes = 0;

  private constructor(
    private readonly writer: SegmentWriter,
    private readonly keyBytes: number,
  ) {}

  static async create(path: string, section: SectionLayout, expectedRecords: number): Promise<TextSegmentWriter> {
    if (section.form !== 'text') throw new RangeError(`${section.name} holds no texts`);
    return new TextSegmentWriter(await SegmentWriter.create(path, section, expectedRecords), section.keyBytes);
  }

  /** Takes whole texts as packages carry them: key | length (u16) | UTF-8, ascending by key. */
  async append(bytes: Buffer): Promise<void> {
    const { keyBytes } = this;
    const headBytes = keyBytes + 2;
    const entries: Buffer[] = [];
    const texts: Buffer[] = [];
    let offset = this.blobBytes;
    for (let at = 0; at < bytes.length;) {
      const length = at + headBytes <= bytes.length ? bytes.readUInt16BE(at + keyBytes) : bytes.length;
      if (at + headBytes + length > bytes.length) throw new RangeError('not whole texts');
      const entry = Buffer.allocUnsafe(keyBytes + TEXT_ENTRY_TAIL_BYTES);
      bytes.copy(entry, 0, at, at + keyBytes);
      entry.writeUIntBE(offset, keyBytes, 6);
      entry.writeUInt16BE(length, keyBytes + 6);
      entries.push(entry);
      texts.push(bytes.subarray(at + headBytes, at + headBytes + length));
      offset += length;
      at += headBytes + length;
    }
    await this.writer.append(Buffer.concat(entries));
    await this.writer.appendBlob(Buffer.concat(texts));
    this.blobBytes = offset;
  }

  finish(): Promise<SegmentInfo> {
    return this.writer.finish();
  }

  discard(): Promise<void> {
    return this.writer.discard();
  }
}
