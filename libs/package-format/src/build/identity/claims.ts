import { copyBytes } from '../sort/copy-bytes';
import { ALIAS_TARGET_BYTES, ALIAS_TARGET_KINDS, OFFSET_ALIAS_KIND, OFFSET_ALIAS_TARGET } from '@pksn/domain';
import type { SectionLayout } from '@pksn/domain';
import { BatchCursor } from '../sort/batch-cursor';
import { BatchOutput } from '../sort/batch-output';
import { claimForm, compareAt } from '../sort/item-form';
import { targetSection } from './identity-family';
import type { IdentityLevel } from './identity-family';
import type { HashKind, ObjectHashes } from './object-hashes';

// Constants of the domain that are read for every row: through its index each reading would be a call.
const KIND_OFFSET = OFFSET_ALIAS_KIND;
const TARGET_OFFSET = OFFSET_ALIAS_TARGET;
const TARGET_BYTES = ALIAS_TARGET_BYTES;
const KINDS = ALIAS_TARGET_KINDS;

/** Marks, in a byte that is zero in a stored alias, a weak hash that several objects claim. */
const AMBIGUOUS_OFFSET = 2;
/** Marks a claim whose row named a SHA-1 besides, so that its file is known to have one. */
export const SHA1_KNOWN_OFFSET = 3;

/** Writes "this weak hash belongs to that object": an alias, which may turn out not to be the only one. */
export function writeClaim(
  aliases: SectionLayout,
  weak: HashKind,
  owner: IdentityLevel,
  hashes: ObjectHashes,
  target: Buffer,
): number {
  const { keyBytes, recordBytes } = aliases;
  hashes.copyTo(weak, target, 0);
  target[keyBytes] = 0;
  target[keyBytes + KIND_OFFSET] = KINDS[targetSection(owner)];
  target[keyBytes + AMBIGUOUS_OFFSET] = 0;
  target[keyBytes + SHA1_KNOWN_OFFSET] = hashes.has('sha1') ? 1 : 0;
  const at = keyBytes + TARGET_OFFSET;
  hashes.copyTo(owner.hash, target, at);
  if (owner.records.keyBytes < TARGET_BYTES) target.fill(0, at + owner.records.keyBytes, recordBytes);
  return recordBytes;
}

/**
 * Makes one item of all claims on a weak hash: an alias when they agree on the target, else one that is marked as
 * ambiguous. Claims are in order, so equal ones stand side by side; marks of single claims are or-ed together.
 */
export function resolveClaims(layout: SectionLayout, claims: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  return combineClaims(layout, claims, () => true);
}

/** The aliases among claims, as packages carry them. `onAmbiguous` is told how many weak hashes have none. */
export async function* aliasesOf(
  layout: SectionLayout,
  claims: AsyncIterable<Buffer>,
  onAmbiguous: (hashes: number) => void,
): AsyncGenerator<Buffer> {
  let ambiguous = 0;
  yield* combineClaims(layout, claims, (bytes, at) => {
    bytes[at + layout.keyBytes + SHA1_KNOWN_OFFSET] = 0;
    if (!isAmbiguous(layout, bytes, at)) return true;
    ambiguous++;
    return false;
  });
  onAmbiguous(ambiguous);
}

/** `keep` sees each combined item when its last claim is in, may finish it, and says whether it goes on. */
async function* combineClaims(
  layout: SectionLayout,
  claims: AsyncIterable<Buffer>,
  keep: (bytes: Buffer, at: number) => boolean,
): AsyncGenerator<Buffer> {
  const { keyBytes, recordBytes } = layout;
  const cursor = new BatchCursor(claimForm(layout), claims);
  const out = new BatchOutput();
  let at = -1;
  for (let on = await cursor.load(); on; on = cursor.step() || (await cursor.load())) {
    if (at >= 0 && compareAt(cursor.bytes, cursor.at, out.bytes, at, keyBytes) === 0) {
      combine(layout, out.bytes, at, cursor);
      continue;
    }
    if (at >= 0 && !keep(out.bytes, at)) out.dropLast(recordBytes);
    if (out.full) yield out.take();
    at = out.reserve(recordBytes);
    copyBytes(cursor.bytes, cursor.at, out.bytes, at, recordBytes);
  }
  if (at >= 0 && !keep(out.bytes, at)) out.dropLast(recordBytes);
  if (!out.empty) yield out.take();
}

function combine(layout: SectionLayout, item: Buffer, at: number, claim: BatchCursor): void {
  const mark = at + layout.keyBytes;
  if (!sameTarget(layout, item, at, claim.bytes, claim.at)) item[mark + AMBIGUOUS_OFFSET] = 1;
  const known = claim.bytes[claim.at + layout.keyBytes + SHA1_KNOWN_OFFSET] ?? 0;
  item[mark + SHA1_KNOWN_OFFSET] = (item[mark + SHA1_KNOWN_OFFSET] ?? 0) | known;
}

function sameTarget(layout: SectionLayout, a: Buffer, aAt: number, b: Buffer, bAt: number): boolean {
  const kind = layout.keyBytes + 1;
  if (a[aAt + kind] !== b[bAt + kind]) return false;
  const target = layout.keyBytes + 4;
  return compareAt(a, aAt + target, b, bAt + target, layout.recordBytes - target) === 0;
}

export function isAmbiguous(layout: SectionLayout, bytes: Buffer, at: number): boolean {
  return bytes[at + layout.keyBytes + AMBIGUOUS_OFFSET] !== 0;
}
