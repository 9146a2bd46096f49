import { createHash, hash } from 'node:crypto';
import { SECTION_NAMES } from '@pksn/domain';
import type { SectionName } from '@pksn/domain';

/** A leaf is all records of a section whose keys begin with the same 16 bits. */
export const LEAVES = 65_536;
export const LEAF_DIGEST_BYTES = 32;

/** The leaf that a key belongs to. */
export function leafOf(bytes: Uint8Array, keyAt = 0): number {
  return ((bytes[keyAt] ?? 0) << 8) | (bytes[keyAt + 1] ?? 0);
}

/** SHA-256 of a leaf's records; a leaf without records is 32 zero bytes. */
export function leafDigest(records: Uint8Array): Buffer {
  return records.length === 0 ? Buffer.alloc(LEAF_DIGEST_BYTES) : hash('sha256', records, 'buffer');
}

/** SHA-256 over (section name, NUL, SHA-256 of its leaves) of every section that has records, in section order. */
export function stateHashOf(leaves: ReadonlyMap<SectionName, Uint8Array>): string {
  const state = createHash('sha256');
  for (const name of SECTION_NAMES) {
    const digests = leaves.get(name);
    if (digests !== undefined) state.update(`${name}\0`, 'latin1').update(hash('sha256', digests, 'buffer'));
  }
  return state.digest('hex');
}

/** The stateHash of the snapshot without any record. */
export const EMPTY_STATE_HASH = stateHashOf(new Map());
