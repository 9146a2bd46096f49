import { Fault, allSections } from '@pksn/domain';
import type { SectionLayout } from '@pksn/domain';

/*
 * A segment file; docs/index-format.md is the specification. Integers are big-endian.
 *
 *   header 64 | fan-out u32 × (2^bits + 1) | fingerprints, padded to 4 | records | blob (texts only) | footer 128
 *
 * Every position but the footer's follows from the record count, which is known before the first record is, so a
 * writer streams into all parts at once and keeps none of them in memory.
 */
export const SEGMENT_MAGIC = Buffer.from([0x89, 0x4b, 0x53, 0x4e, 0x53, 0x45, 0x47, 0x0a]);
export const SEGMENT_VERSION = 1;
export const HEADER_BYTES = 64;
export const FOOTER_BYTES = 128;
export const DIGEST_BYTES = 32;
const KEY_SLOT_BYTES = 32;
const BLOB_LENGTH_AT = 64;
export const MAX_FAN_OUT_BITS = 24;
/** Behind the key of an entry of `names` or `texts`: offset in the blob (u48) and length in bytes (u16). */
export const TEXT_ENTRY_TAIL_BYTES = 8;
/** The key byte that is kept in memory per record: the last one that every key of a hashed section has. */
export const FINGERPRINT_AT = 7;
/** What fan-out and fingerprints may add to a record, so that a segment stays within 1.03 times its records. */
const OVERHEAD_SHARE = 0.029;

/** Everything that places the parts of a segment; derived from section and count alone. */
export interface SegmentLayout {
  readonly section: SectionLayout;
  readonly keyBytes: number;
  readonly recordBytes: number;
  readonly records: number;
  readonly fanOutBits: number;
  /** 1 where each record has a fingerprint byte, else 0. */
  readonly fingerprintBytes: number;
  readonly fanOutAt: number;
  readonly fingerprintsAt: number;
  readonly recordsAt: number;
  readonly blobAt: number;
}

export function segmentRecordBytes(section: SectionLayout): number {
  return section.form === 'text' ? section.keyBytes + TEXT_ENTRY_TAIL_BYTES : section.recordBytes;
}

/** Addresses are no hashes, so their bytes tell little apart; names and texts are small or rarely asked. */
function fingerprintBytesOf(section: SectionLayout): number {
  return section.form === 'text' || section.name === 'ip4' || section.name === 'ip6' ? 0 : 1;
}

/** The most leading bits (1 to 24) whose table costs at most a byte a record and keeps the segment within its share. */
function fanOutBitsOf(records: number, recordBytes: number, fingerprintBytes: number): number {
  const bytesPerRecord = Math.min(1, OVERHEAD_SHARE * recordBytes - fingerprintBytes);
  let bits = 1;
  while (bits < MAX_FAN_OUT_BITS && 4 * 2 ** (bits + 1) <= records * bytesPerRecord) bits += 1;
  return bits;
}

export function planSegment(section: SectionLayout, records: number): SegmentLayout {
  if (!Number.isInteger(records) || records < 0 || records > 0xffff_ffff) throw new RangeError(`${records} records`);
  const recordBytes = segmentRecordBytes(section);
  const fingerprintBytes = fingerprintBytesOf(section);
  return place(section, records, recordBytes, fanOutBitsOf(records, recordBytes, fingerprintBytes), fingerprintBytes);
}

function place(
  section: SectionLayout,
  records: number,
  recordBytes: number,
  fanOutBits: number,
  fingerprintBytes: number,
): SegmentLayout {
  const fingerprintsAt = HEADER_BYTES + 4 * (2 ** fanOutBits + 1);
  const recordsAt = fingerprintsAt + Math.ceil((records * fingerprintBytes) / 4) * 4;
  const blobAt = recordsAt + records * recordBytes;
  const { keyBytes } = section;
  const places = { fanOutAt: HEADER_BYTES, fingerprintsAt, recordsAt, blobAt };
  return { section, keyBytes, recordBytes, records, fanOutBits, fingerprintBytes, ...places };
}

export function encodeHeader(layout: SegmentLayout): Buffer {
  const out = Buffer.alloc(HEADER_BYTES);
  SEGMENT_MAGIC.copy(out);
  out.writeUInt16BE(SEGMENT_VERSION, 8);
  out.writeUInt16BE(layout.section.id, 10);
  out.writeUInt16BE(layout.recordBytes, 12);
  out[14] = layout.keyBytes;
  out[15] = layout.fanOutBits;
  out.writeUInt32BE(layout.records, 16);
  out[20] = layout.fingerprintBytes;
  return out;
}

/** Reads and checks a header. Throws SEGMENT_CORRUPT. */
export function decodeHeader(bytes: Buffer, path: string): SegmentLayout {
  if (bytes.length !== HEADER_BYTES || !bytes.subarray(0, 8).equals(SEGMENT_MAGIC)) throw corrupt(path, 'no segment');
  const section = allSections().find((one) => one.id === bytes.readUInt16BE(10));
  const [recordBytes, fanOutBits, records] = [bytes.readUInt16BE(12), bytes[15] ?? 0, bytes.readUInt32BE(16)];
  if (bytes.readUInt16BE(8) !== SEGMENT_VERSION || section === undefined)
    throw corrupt(path, 'unknown version or section');
  const bitsLegal = fanOutBits >= 1 && fanOutBits <= MAX_FAN_OUT_BITS;
  if (recordBytes !== segmentRecordBytes(section) || bytes[14] !== section.keyBytes || !bitsLegal) {
    throw corrupt(path, 'widths that do not belong to its section');
  }
  if (bytes[20] !== fingerprintBytesOf(section) || !bytes.subarray(21).every((byte) => byte === 0)) {
    throw corrupt(path, 'a malformed header');
  }
  return place(section, records, recordBytes, fanOutBits, fingerprintBytesOf(section));
}

export interface SegmentFooter {
  /** Zero-padded to 32 bytes; zeros when the segment is empty. */
  readonly minKey: Buffer;
  readonly maxKey: Buffer;
  readonly blobBytes: number;
}

/** The footer without the digest that ends it. */
export function encodeFooter(footer: SegmentFooter): Buffer {
  const out = Buffer.alloc(FOOTER_BYTES - DIGEST_BYTES);
  footer.minKey.copy(out, 0);
  footer.maxKey.copy(out, KEY_SLOT_BYTES);
  out.writeBigUInt64BE(BigInt(footer.blobBytes), BLOB_LENGTH_AT);
  return out;
}

export function decodeFooter(bytes: Buffer, path: string): SegmentFooter {
  const blobBytes = Number(bytes.readBigUInt64BE(BLOB_LENGTH_AT));
  if (!bytes.subarray(BLOB_LENGTH_AT + 8, FOOTER_BYTES - DIGEST_BYTES).every((byte) => byte === 0)) {
    throw corrupt(path, 'a malformed footer');
  }
  return {
    minKey: bytes.subarray(0, KEY_SLOT_BYTES),
    maxKey: bytes.subarray(KEY_SLOT_BYTES, BLOB_LENGTH_AT),
    blobBytes,
  };
}

export function corrupt(path: string, what: string, cause?: unknown): Fault {
  return new Fault('SEGMENT_CORRUPT', `${path}: ${what}`, cause === undefined ? {} : { cause });
}
