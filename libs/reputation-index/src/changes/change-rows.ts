import {
  FLAG_MD5,
  FLAG_SHA1,
  OFFSET_ALIAS_KIND,
  OFFSET_ALIAS_TARGET,
  OFFSET_FLAGS,
  VALUE_BYTES,
  decodeAlias,
} from '@pksn/domain';
import type { SectionLayout, SectionName } from '@pksn/domain';
import { compareKeys } from '../key-order';

/*
 * Rows of one section are key | tail, ascending by key. The tail says which other hashes a record named:
 *   records with siblings   flags (u8, as in the record) | SHA-1, MD5, as far as the section has slots for them
 *   aliases                 target kind (u8) | target (32 bytes)
 *   all others              nothing
 * Zeros: nothing is named. A key has a row for each different tail that it had.
 */
export interface SectionRows {
  readonly section: SectionLayout;
  readonly rowBytes: number;
  readonly bytes: Buffer;
}

/** Stands in the order of sections (by id) and keys. */
export interface RowPosition {
  readonly sectionId: number;
  readonly key: Buffer;
}

/** One changed key as it is reported: an alias under the section of the hash that it leads from. */
export interface ChangedKey {
  readonly section: SectionName;
  readonly key: Buffer;
  readonly siblings: { sha256?: Buffer; sha1?: Buffer; md5?: Buffer };
}

const RECORDS_OF_ALIASES: Readonly<Partial<Record<SectionName, SectionName>>> = {
  'alias-sha1': 'file-sha1',
  'alias-md5': 'file-md5',
  'alias-certificate-sha1': 'certificate-sha1',
};
const TARGET_HASH = { 'file-sha256': 'sha256', 'file-sha1': 'sha1', 'certificate-sha256': 'sha256' } as const;
const SIBLING_FLAGS = { sha1: FLAG_SHA1, md5: FLAG_MD5 } as const;

export function rowBytesOf(section: SectionLayout): number {
  if (section.form === 'alias') return section.recordBytes - OFFSET_ALIAS_TARGET + 1;
  const tail = section.recordBytes - section.keyBytes - VALUE_BYTES;
  return section.keyBytes + (tail === 0 ? 0 : 1 + tail);
}

/** Writes the tail of the record or alias at `at` to `out`, which is zeros. */
export function writeTail(section: SectionLayout, bytes: Buffer, at: number, out: Buffer, to: number): void {
  const value = at + section.keyBytes;
  if (section.form === 'alias') {
    out[to] = bytes[value + OFFSET_ALIAS_KIND] as number;
    bytes.copy(out, to + 1, value + OFFSET_ALIAS_TARGET, at + section.recordBytes);
  } else if (section.siblings.length > 0) {
    out[to] = (bytes[value + OFFSET_FLAGS] as number) & (FLAG_SHA1 | FLAG_MD5);
    bytes.copy(out, to + 1, value + VALUE_BYTES, at + section.recordBytes);
  }
}

/** What changed in one feed between two of its snapshots: never too little, and at times too much. */
export class ChangeRows {
  readonly count: number;
  readonly sizeBytes: number;

  /** `sections` ascend by id. */
  constructor(readonly sections: readonly SectionRows[]) {
    this.count = sections.reduce((sum, { bytes, rowBytes }) => sum + bytes.length / rowBytes, 0);
    this.sizeBytes = sections.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  /** The keys behind a position, or all, in order. */
  *after(position: RowPosition | null): Generator<ChangedKey & { readonly sectionId: number }> {
    for (const rows of this.sections) {
      const { section, rowBytes, bytes } = rows;
      if (position !== null && section.id < position.sectionId) continue;
      let at = position?.sectionId === section.id ? endOf(rows, position.key) : 0;
      for (; at < bytes.length; at += rowBytes) yield { ...changedKey(section, bytes, at), sectionId: section.id };
    }
  }
}

/** Byte offset behind the rows whose key is not above `key`. */
function endOf({ section, rowBytes, bytes }: SectionRows, key: Buffer): number {
  let low = 0;
  let high = bytes.length / rowBytes;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (compareKeys(bytes, middle * rowBytes, key, 0, section.keyBytes) <= 0) low = middle + 1;
    else high = middle;
  }
  return low * rowBytes;
}

function changedKey(section: SectionLayout, bytes: Buffer, at: number): ChangedKey {
  const key = bytes.subarray(at, at + section.keyBytes);
  const tail = at + section.keyBytes;
  const siblings: ChangedKey['siblings'] = {};
  if (section.form === 'alias') {
    const whole = Buffer.alloc(section.recordBytes);
    whole[section.keyBytes + OFFSET_ALIAS_KIND] = bytes[tail] as number;
    bytes.copy(whole, section.keyBytes + OFFSET_ALIAS_TARGET, tail + 1, at + rowBytesOf(section));
    if (bytes[tail] !== 0) {
      const target = decodeAlias(section, whole);
      siblings[TARGET_HASH[target.section]] = target.key;
    }
  }
  for (const { kind, offset, bytes: length } of section.siblings) {
    if (((bytes[tail] as number) & SIBLING_FLAGS[kind]) === 0) continue;
    const from = tail + 1 + offset - section.keyBytes - VALUE_BYTES;
    siblings[kind] = bytes.subarray(from, from + length);
  }
  return { section: RECORDS_OF_ALIASES[section.name] ?? section.name, key, siblings };
}
