import { createHash } from 'node:crypto';
import { DurableFile } from '@pksn/runtime';
import type { SectionLayout, SectionName } from '@pksn/domain';
import { compareKeys, wordAt } from './key-order';
import { RegionCursor } from './region-cursor';
import { FINGERPRINT_AT, encodeFooter, encodeHeader, planSegment } from './segment-layout';
import type { SegmentLayout } from './segment-layout';

export interface SegmentInfo {
  readonly section: SectionName;
  readonly path: string;
  readonly records: number;
  readonly sizeBytes: number;
  /** The segment's digest, lower-case hex; what verifySegment recomputes. */
  readonly digest: string;
}

const KEY_SLOT_BYTES = 32;
const TABLE_BUFFER_BYTES = 64 << 10;

/**
 * Writes one segment as a stream, in constant memory. The file appears under its path when finish() succeeds and
 * not before. Records must ascend strictly; breaking that, or the announced count, is a defect (RangeError).
 * Faults: DISK_FULL, DATA_FOLDER.
 */
export class SegmentWriter {
  private readonly fanOut: RegionCursor;
  private readonly fingerprints: RegionCursor;
  private readonly records: RegionCursor;
  private readonly blob: RegionCursor;
  private readonly lastKey = Buffer.alloc(KEY_SLOT_BYTES);
  private readonly minKey = Buffer.alloc(KEY_SLOT_BYTES);
  private readonly shift: number;
  private count = 0;
  /** Fan-out entries written so far: entry b is the number of records in buckets before b. */
  private entries = 0;

  private constructor(
    private readonly file: DurableFile,
    private readonly layout: SegmentLayout,
  ) {
    this.shift = 32 - layout.fanOutBits;
    this.fanOut = new RegionCursor(file, layout.fanOutAt, TABLE_BUFFER_BYTES);
    this.fingerprints = new RegionCursor(file, layout.fingerprintsAt, TABLE_BUFFER_BYTES);
    this.records = new RegionCursor(file, layout.recordsAt);
    this.blob = new RegionCursor(file, layout.blobAt, layout.section.form === 'text' ? undefined : 0);
  }

  static async create(path: string, section: SectionLayout, expectedRecords: number): Promise<SegmentWriter> {
    return new SegmentWriter(await DurableFile.create(path), planSegment(section, expectedRecords));
  }

  /** Takes whole records. `bytes` must not change until the promise is settled; one call at a time. */
  async append(bytes: Buffer): Promise<void> {
    const { recordBytes, fingerprintBytes, keyBytes } = this.layout;
    if (bytes.length % recordBytes !== 0) throw new RangeError('not whole records');
    if (this.count + bytes.length / recordBytes > this.layout.records)
      throw new RangeError('more records than announced');
    for (let at = 0; at < bytes.length; at += recordBytes) {
      this.checkOrder(bytes, at);
      const bucket = wordAt(bytes, at) >>> this.shift;
      while (this.entries <= bucket) {
        if (this.fanOut.room < 4) await this.fanOut.flush();
        this.putEntry();
      }
      if (fingerprintBytes === 1) {
        if (this.fingerprints.room < 1) await this.fingerprints.flush();
        this.fingerprints.putByte(bytes[at + FINGERPRINT_AT] as number);
      }
      this.count += 1;
    }
    if (bytes.length > 0)
      bytes.copy(this.lastKey, 0, bytes.length - recordBytes, bytes.length - recordBytes + keyBytes);
    await this.records.write(bytes);
  }

  /** Texts only: bytes behind the records; returns their offset there. */
  async appendBlob(bytes: Buffer): Promise<number> {
    const offset = this.blob.length;
    await this.blob.write(bytes);
    return offset;
  }

  async finish(): Promise<SegmentInfo> {
    const { layout } = this;
    if (this.count !== layout.records)
      throw new RangeError(`${this.count} records where ${layout.records} were announced`);
    while (this.entries <= 2 ** layout.fanOutBits) {
      if (this.fanOut.room < 4) await this.fanOut.flush();
      this.putEntry();
    }
    const padding = layout.recordsAt - layout.fingerprintsAt - this.fingerprints.length;
    await this.fingerprints.write(Buffer.alloc(padding));

    const header = encodeHeader(layout);
    const blobBytes = this.blob.length;
    const footer = encodeFooter({ minKey: this.minKey, maxKey: this.lastKey, blobBytes });
    const digest = createHash('sha256').update(createHash('sha256').update(header).digest());
    for (const part of [this.fanOut, this.fingerprints, this.records, this.blob]) digest.update(await part.finish());
    const whole = digest.update(footer).digest();
    await this.file.writeAt(header, 0);
    await this.file.writeAt(Buffer.concat([footer, whole]), layout.blobAt + blobBytes);
    await this.file.commit();
    const { path, sizeBytes } = this.file;
    return { section: layout.section.name, path, records: this.count, sizeBytes, digest: whole.toString('hex') };
  }

  /** Leaves no trace; without effect after finish(). */
  async discard(): Promise<void> {
    await this.file.discard();
  }

  private checkOrder(bytes: Buffer, at: number): void {
    const { keyBytes, recordBytes } = this.layout;
    if (this.count === 0) bytes.copy(this.minKey, 0, at, at + keyBytes);
    else if (
      at === 0
        ? compareKeys(this.lastKey, 0, bytes, 0, keyBytes) >= 0
        : compareKeys(bytes, at - recordBytes, bytes, at, keyBytes) >= 0
    ) {
      throw new RangeError(`record ${this.count} does not ascend`);
    }
  }

  private putEntry(): void {
    this.fanOut.putWord(this.count);
    this.entries += 1;
  }
}
