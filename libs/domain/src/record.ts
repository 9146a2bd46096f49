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
const TRUST_MASK = 0x07;
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

/** 1,000 sightings are bucket 10 (512 or more): a power of two, rounded down. */
export function popularityBucket(count: number): number {
  let bucket = 0;
  // Not by Math.log2, which rounds up just below large powers of two.
  for (let bound = 1; bound <= count && bucket < 63; bound *= 2) bucket++;
  return bucket;
}

export function popularityOfBucket(bucket: number): number | null {
  return bucket === 0 ? null : 2 ** (bucket - 1);
}

const MS_PER_DAY = 86_400_000;

export function firstSeenDate(day: number): string | null {
  return day === 0 ? null : new Date(day * MS_PER_DAY).toISOString().slice(0, 10);
}

/** Days since 1970 of an ISO date or date-time (UTC when it names no zone); null when it is none, or out of range. */
export function firstSeenDay(text: string): number | null {
  const utc = /(?:Z|[+-]\d\d:?\d\d)$/.test(text) || /^\d{4}-\d\d-\d\d$/.test(text) ? text : `${text}Z`;
  const ms = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(utc) : Number.NaN;
  const day = Math.floor(ms / MS_PER_DAY);
  return day >= 1 && day <= 0xffff ? day : null;
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

/**
 * Checks the bytes of one record or alias against every rule of its section (zone legal, reserved bytes zero,
 * removals empty, siblings zero when absent, host bits zero). Returns null when it is right, else the reason.
 */
export function recordFlaw(layout: SectionLayout, bytes: Buffer, offset: number, removalsAllowed: boolean): RecordFlaw {
  if (isRemoval(layout, bytes, offset)) return removalFlaw(layout, bytes, offset, removalsAllowed) ?? keyFlaw(layout, bytes, offset);
  return (layout.form === 'alias' ? aliasFlaw(layout, bytes, offset) : putFlaw(layout, bytes, offset)) ?? keyFlaw(layout, bytes, offset);
}
export type RecordFlaw = 'form' | 'zone' | null;

function allZero(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] !== 0) return false;
  return true;
}

function removalFlaw(layout: SectionLayout, bytes: Buffer, offset: number, allowed: boolean): RecordFlaw {
  const at = offset + layout.keyBytes;
  if (!allowed || bytes[at] !== REMOVE_BIT) return 'form';
  return allZero(bytes, at + 1, offset + layout.recordBytes) ? null : 'form';
}

function aliasFlaw(layout: SectionLayout, bytes: Buffer, offset: number): RecordFlaw {
  const at = offset + layout.keyBytes;
  const kind = bytes[at + OFFSET_ALIAS_KIND] ?? 0;
  const legal = layout.name === 'alias-certificate-sha1' ? kind === 3 : kind === 1 || (kind === 2 && layout.name === 'alias-md5');
  if (bytes[at] !== 0 || !legal || bytes[at + 2] !== 0 || bytes[at + 3] !== 0) return 'form';
  return kind !== 2 || allZero(bytes, at + OFFSET_ALIAS_TARGET + 20, offset + layout.recordBytes) ? null : 'form';
}

const NETWORK_SECTIONS = new Set(['web', 'ip4', 'ip6']);
const YELLOW_SECTIONS = new Set(['file-sha256', 'file-sha1', 'file-md5', 'software']);

function putFlaw(layout: SectionLayout, bytes: Buffer, offset: number): RecordFlaw {
  const at = offset + layout.keyBytes;
  const code = bytes[at] ?? 0;
  if (code < 1 || code > 4) return 'zone';
  if (code === CODE_OF_ZONE.orange && !NETWORK_SECTIONS.has(layout.name)) return 'zone';
  if (code === CODE_OF_ZONE.yellow && !YELLOW_SECTIONS.has(layout.name)) return 'zone';
  const flags = bytes[at + OFFSET_FLAGS] ?? 0;
  if ((flags & TRUST_MASK) > TRUST_GROUPS.length || (bytes[at + OFFSET_POPULARITY] ?? 0) > 63) return 'form';
  if (bytes[at + 3] !== 0 || bytes[at + 6] !== 0 || bytes[at + 7] !== 0) return 'form';
  let known = TRUST_MASK;
  for (const slot of layout.siblings) {
    const flag = slot.kind === 'sha1' ? FLAG_SHA1 : FLAG_MD5;
    known |= flag;
    const empty = allZero(bytes, offset + slot.offset, offset + slot.offset + slot.bytes);
    if (empty === ((flags & flag) !== 0)) return 'form';
  }
  return (flags & ~known) === 0 ? null : 'form';
}

/** Address keys: address | prefix length | zeros; bits behind the prefix are zero. Other keys are free. */
function keyFlaw(layout: SectionLayout, bytes: Buffer, offset: number): RecordFlaw {
  if (layout.name !== 'ip4' && layout.name !== 'ip6') return null;
  const addressBytes = layout.name === 'ip4' ? 4 : 16;
  const prefix = bytes[offset + addressBytes] ?? 0;
  if (prefix > addressBytes * 8 || !allZero(bytes, offset + addressBytes + 1, offset + layout.keyBytes)) return 'form';
  for (let bit = prefix; bit < addressBytes * 8; bit++) {
    if (((bytes[offset + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7))) !== 0) return 'form';
  }
  return null;
}
