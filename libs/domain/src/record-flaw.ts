import {
  FLAG_MD5,
  FLAG_SHA1,
  OFFSET_ALIAS_KIND,
  OFFSET_ALIAS_TARGET,
  OFFSET_FLAGS,
  OFFSET_POPULARITY,
  REMOVE_BIT,
  TRUST_MASK,
  codeOfZone,
  isRemoval,
} from './record';
import type { SectionLayout } from './section';
import { TRUST_GROUPS } from './zone';

/**
 * Checks the bytes of one record or alias against every rule of its section (zone legal, reserved bytes zero,
 * removals empty, siblings zero when absent, host bits zero). Returns null when it is right, else the reason.
 */
export function recordFlaw(layout: SectionLayout, bytes: Buffer, offset: number, removalsAllowed: boolean): RecordFlaw {
  if (isRemoval(layout, bytes, offset))
    return removalFlaw(layout, bytes, offset, removalsAllowed) ?? keyFlaw(layout, bytes, offset);
  return (
    (layout.form === 'alias' ? aliasFlaw(layout, bytes, offset) : putFlaw(layout, bytes, offset)) ??
    keyFlaw(layout, bytes, offset)
  );
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
  const legal =
    layout.name === 'alias-certificate-sha1' ? kind === 3 : kind === 1 || (kind === 2 && layout.name === 'alias-md5');
  if (bytes[at] !== 0 || !legal || bytes[at + 2] !== 0 || bytes[at + 3] !== 0) return 'form';
  return kind !== 2 || allZero(bytes, at + OFFSET_ALIAS_TARGET + 20, offset + layout.recordBytes) ? null : 'form';
}

const NETWORK_SECTIONS = new Set(['web', 'ip4', 'ip6']);
const YELLOW_SECTIONS = new Set(['file-sha256', 'file-sha1', 'file-md5', 'software']);

function putFlaw(layout: SectionLayout, bytes: Buffer, offset: number): RecordFlaw {
  const at = offset + layout.keyBytes;
  const code = bytes[at] ?? 0;
  if (code < 1 || code > 4) return 'zone';
  if (code === codeOfZone('orange') && !NETWORK_SECTIONS.has(layout.name)) return 'zone';
  if (code === codeOfZone('yellow') && !YELLOW_SECTIONS.has(layout.name)) return 'zone';
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
