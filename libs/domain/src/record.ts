import type { SectionLayout, SiblingSlot } from './section';
import { ALIAS_TARGET_BYTES } from './section';
import type { TrustGroup, Zone } from './zone';
import { TRUST_GROUPS } from './zone';

/*
 * value:  0 zone (bits 0–2) and op (bit 7: remove) | 1 trust group (bits 0–2), sha1 present (bit 4), md5 present (bit 5)
 *         2 popularity bucket | 3 zero | 4 first seen, days since 1970 (u16) | 6 zero (u16)
 *         8 threat name (u64) | 16 product name (u64)
 * alias:  0 op (bit 7: remove) | 1 target kind | 2 zero (u16) | 4 target, zero-padded to 32 bytes
 */
export const REMOVE_BIT = 0x80;
export const OFFSET_ZONE = 0;
export const OFFSET_FLAGS = 1;
export const OFFSET_POPULARITY = 2;
export const OFFSET_FIRST_SEEN = 4;
export const OFFSET_THREAT = 8;
export const OFFSET_PRODUCT = 16;
export const OFFSET_ALIAS_KIND = 1;
export const OFFSET_ALIAS_TARGET = 4;
export const FLAG_SHA1 = 0x10;
export const FLAG_MD5 = 0x20;
export const TRUST_MASK = 0x07;
const ZONE_MASK = 0x07;
export const NAME_KEY_BYTES = 8;

/** Zone codes as stored; 0 is for removals only, because grey is not a record. */
const ZONE_OF_CODE = [null, 'red', 'orange', 'yellow', 'green'] as const;
const CODE_OF_ZONE: Record<Zone, number> = { grey: 0, red: 1, orange: 2, yellow: 3, green: 4 };

/** Alias target kinds as stored: the section in which the target lives. */
export const ALIAS_TARGET_KINDS = { 'file-sha256': 1, 'file-sha1': 2, 'certificate-sha256': 3 } as const;
export type AliasTargetSection = keyof typeof ALIAS_TARGET_KINDS;
const ALIAS_SECTION_OF_KIND = [null, 'file-sha256', 'file-sha1', 'certificate-sha256'] as const;

/** What a record says of its object. Name keys are the first 8 bytes of SHA-256 of the name; null is none. */
export interface RecordValue {
  readonly zone: Exclude<Zone, 'grey'>;
  readonly trustGroup: TrustGroup | null;
  /** 0 is unknown, n stands for 2^(n-1) or more. */
  readonly popularityBucket: number;
  /** Days since 1970-01-01, 0 is unknown. */
  readonly firstSeenDay: number;
  readonly threat: Uint8Array | null;
  readonly product: Uint8Array | null;
  readonly sha1: Uint8Array | null;
  readonly md5: Uint8Array | null;
}

export function zoneOfCode(code: number): Exclude<Zone, 'grey'> | null {
  return ZONE_OF_CODE[code & ZONE_MASK] ?? null;
}

export function codeOfZone(zone: Zone): number {
  return CODE_OF_ZONE[zone];
}

export function encodeRecord(layout: SectionLayout, key: Uint8Array, value: RecordValue): Buffer {
  const out = Buffer.alloc(layout.recordBytes);
  out.set(key, 0);
  const at = layout.keyBytes;
  out[at + OFFSET_ZONE] = CODE_OF_ZONE[value.zone];
  out[at + OFFSET_FLAGS] = value.trustGroup === null ? 0 : TRUST_GROUPS.indexOf(value.trustGroup) + 1;
  out[at + OFFSET_POPULARITY] = value.popularityBucket;
  out.writeUInt16BE(value.firstSeenDay, at + OFFSET_FIRST_SEEN);
  if (value.threat !== null) out.set(value.threat, at + OFFSET_THREAT);
  if (value.product !== null) out.set(value.product, at + OFFSET_PRODUCT);
  for (const slot of layout.siblings) writeSibling(out, at, slot, slot.kind === 'sha1' ? value.sha1 : value.md5);
  return out;
}

function writeSibling(out: Buffer, valueAt: number, slot: SiblingSlot, hash: Uint8Array | null): void {
  if (hash === null) return;
  out.set(hash, slot.offset);
  out[valueAt + OFFSET_FLAGS] = (out[valueAt + OFFSET_FLAGS] ?? 0) | (slot.kind === 'sha1' ? FLAG_SHA1 : FLAG_MD5);
}

export function encodeRemoval(layout: SectionLayout, key: Uint8Array): Buffer {
  const out = Buffer.alloc(layout.recordBytes);
  out.set(key, 0);
  out[layout.keyBytes] = REMOVE_BIT;
  return out;
}

export function encodeAlias(
  layout: SectionLayout,
  key: Uint8Array,
  target: { section: AliasTargetSection; key: Uint8Array },
): Buffer {
  const out = Buffer.alloc(layout.recordBytes);
  out.set(key, 0);
  out[layout.keyBytes + OFFSET_ALIAS_KIND] = ALIAS_TARGET_KINDS[target.section];
  out.set(target.key, layout.keyBytes + OFFSET_ALIAS_TARGET);
  return out;
}

/** True when the record or alias at `offset` takes its key out of the snapshot below. */
export function isRemoval(layout: SectionLayout, bytes: Uint8Array, offset = 0): boolean {
  return ((bytes[offset + layout.keyBytes] ?? 0) & REMOVE_BIT) !== 0;
}

/** Reads a `put` record whose bytes were checked before; copies nothing but the small slices that it returns. */
export function decodeRecord(layout: SectionLayout, bytes: Buffer, offset = 0): RecordValue {
  const at = offset + layout.keyBytes;
  const zone = zoneOfCode(bytes[at + OFFSET_ZONE] ?? 0);
  if (zone === null) throw new RangeError('not a put record');
  const flags = bytes[at + OFFSET_FLAGS] ?? 0;
  const sibling = (kind: 'sha1' | 'md5', flag: number): Buffer | null => {
    const slot = (flags & flag) === 0 ? undefined : layout.siblings.find((one) => one.kind === kind);
    return slot === undefined ? null : bytes.subarray(offset + slot.offset, offset + slot.offset + slot.bytes);
  };
  return {
    zone,
    trustGroup: TRUST_GROUPS[(flags & TRUST_MASK) - 1] ?? null,
    popularityBucket: bytes[at + OFFSET_POPULARITY] ?? 0,
    firstSeenDay: bytes.readUInt16BE(at + OFFSET_FIRST_SEEN),
    threat: nameAt(bytes, at + OFFSET_THREAT),
    product: nameAt(bytes, at + OFFSET_PRODUCT),
    sha1: sibling('sha1', FLAG_SHA1),
    md5: sibling('md5', FLAG_MD5),
  };
}

function nameAt(bytes: Buffer, offset: number): Buffer | null {
  if (bytes.readUInt32BE(offset) === 0 && bytes.readUInt32BE(offset + 4) === 0) return null;
  return bytes.subarray(offset, offset + NAME_KEY_BYTES);
}

export interface AliasTarget {
  readonly section: AliasTargetSection;
  readonly key: Buffer;
}

/** Where a `put` alias leads. */
export function decodeAlias(layout: SectionLayout, bytes: Buffer, offset = 0): AliasTarget {
  const at = offset + layout.keyBytes;
  const section = ALIAS_SECTION_OF_KIND[bytes[at + OFFSET_ALIAS_KIND] ?? 0] ?? null;
  if (section === null) throw new RangeError('not a put alias');
  const length = section === 'file-sha1' ? 20 : ALIAS_TARGET_BYTES;
  return { section, key: bytes.subarray(at + OFFSET_ALIAS_TARGET, at + OFFSET_ALIAS_TARGET + length) };
}
