import { compareKeys } from './key-order';

/** Entries of a text segment that follow each other, with their texts. */
export class TextBatch {
  readonly count: number;

  /** `entries`: key | offset (u48) | length (u16); `blob`: the texts, from the first one's offset on. */
  constructor(
    readonly first: number,
    private readonly entries: Buffer,
    private readonly keyBytes: number,
    private readonly entryBytes: number,
    private readonly blob: Buffer,
  ) {
    this.count = entries.length / entryBytes;
  }

  static none(): TextBatch {
    return new TextBatch(0, Buffer.alloc(0), 0, 1, Buffer.alloc(0));
  }

  /** Negative, zero or positive as the n-th key sorts before, with or after this one. */
  compare(n: number, key: Buffer): number {
    return compareKeys(this.entries, n * this.entryBytes, key, 0, this.keyBytes);
  }

  keyAndLength(n: number): [key: Buffer, length: Buffer] {
    const at = n * this.entryBytes;
    const { entries, keyBytes } = this;
    return [entries.subarray(at, at + keyBytes), entries.subarray(at + keyBytes + 6, at + this.entryBytes)];
  }

  /** UTF-8. */
  bytesAt(n: number): Buffer {
    const at = n * this.entryBytes + this.keyBytes;
    const from = this.entries.readUIntBE(at, 6) - this.entries.readUIntBE(this.keyBytes, 6);
    return this.blob.subarray(from, from + this.entries.readUInt16BE(at + 6));
  }
}
