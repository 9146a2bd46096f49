import { copyBytes } from '../sort/copy-bytes';
import { FLAG_MD5, FLAG_SHA1, OFFSET_FLAGS, VALUE_BYTES } from '@pksn/domain';
import type { SectionLayout, SiblingSlot } from '@pksn/domain';
import { ROW_BYTES } from '../sort/item-form';

export const HASH_KINDS = ['sha256', 'sha1', 'md5'] as const;
export type HashKind = (typeof HASH_KINDS)[number];

export const HASH_BYTES: Readonly<Record<HashKind, number>> = { sha256: 32, sha1: 20, md5: 16 };
const OFFSETS: Readonly<Record<HashKind, number>> = { sha256: 0, sha1: 32, md5: 52 };
const FLAGS: Readonly<Record<HashKind, number>> = { sha256: 1, sha1: FLAG_SHA1, md5: FLAG_MD5 };
const SIBLING_FLAGS = FLAG_SHA1 | FLAG_MD5;
// Read for every row: through the domain's index each reading would be a call.
const FLAGS_OFFSET = OFFSET_FLAGS;
const VALUE_LENGTH = VALUE_BYTES;

/** The hashes that one row gives for one file or certificate; reused from row to row. */
export class ObjectHashes {
  readonly bytes = Buffer.alloc(68);
  private present = 0;

  clear(): void {
    this.present = 0;
  }

  has(kind: HashKind): boolean {
    return (this.present & FLAGS[kind]) !== 0;
  }

  get none(): boolean {
    return this.present === 0;
  }

  get strongest(): HashKind {
    return this.has('sha256') ? 'sha256' : this.has('sha1') ? 'sha1' : 'md5';
  }

  /** False when the text is no hash of this kind in hexadecimal. */
  setHex(kind: HashKind, hex: string): boolean {
    const length = HASH_BYTES[kind];
    if (hex.length !== 2 * length || this.bytes.write(hex, OFFSETS[kind], length, 'hex') !== length) return false;
    this.present |= FLAGS[kind];
    return true;
  }

  set(kind: HashKind, from: Buffer, at: number): void {
    copyBytes(from, at, this.bytes, OFFSETS[kind], HASH_BYTES[kind]);
    this.present |= FLAGS[kind];
  }

  copyTo(kind: HashKind, target: Buffer, at: number): void {
    copyBytes(this.bytes, OFFSETS[kind], target, at, HASH_BYTES[kind]);
  }

  /** Writes the row item of a record section: key | row | value | siblings. Returns its length. */
  writeRow(layout: SectionLayout, key: HashKind, row: number, value: Buffer, target: Buffer): number {
    this.copyTo(key, target, 0);
    target.writeUIntBE(row, layout.keyBytes, ROW_BYTES);
    const valueAt = layout.keyBytes + ROW_BYTES;
    copyBytes(value, 0, target, valueAt, VALUE_LENGTH);
    let flags = (value[FLAGS_OFFSET] ?? 0) & ~SIBLING_FLAGS;
    for (const slot of layout.siblings) {
      const at = slot.offset + ROW_BYTES;
      if (!this.has(slot.kind)) {
        target.fill(0, at, at + slot.bytes);
        continue;
      }
      flags |= FLAGS[slot.kind];
      this.copyTo(slot.kind, target, at);
    }
    target[valueAt + FLAGS_OFFSET] = flags;
    return layout.recordBytes + ROW_BYTES;
  }

  /** Reads the hashes of a row item back. */
  readRow(layout: SectionLayout, key: HashKind, bytes: Buffer, at: number): void {
    this.present = 0;
    this.set(key, bytes, at);
    const flags = bytes[at + layout.keyBytes + ROW_BYTES + FLAGS_OFFSET] ?? 0;
    for (const slot of layout.siblings) this.readSibling(slot, flags, bytes, at);
  }

  private readSibling(slot: SiblingSlot, flags: number, bytes: Buffer, at: number): void {
    if ((flags & FLAGS[slot.kind]) !== 0) this.set(slot.kind, bytes, at + slot.offset + ROW_BYTES);
  }
}
