import { copyBytes } from '../sort/copy-bytes';
import { ALIAS_TARGET_BYTES, ALIAS_TARGET_KINDS, OFFSET_ALIAS_KIND, OFFSET_ALIAS_TARGET } from '@pksn/domain';
import type { SectionLayout } from '@pksn/domain';
import { BatchCursor } from '../sort/batch-cursor';
import { BatchOutput } from '../sort/batch-output';
import { claimForm, compareAt } from '../sort/item-form';
import { targetSection } from './identity-family';
import type { IdentityLevel } from './identity-family';
import type { HashKind, ObjectHashes } from './object-hashes';

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
  target[keyBytes + OFFSET_ALIAS_KIND] = ALIAS_TARGET_KINDS[targetSection(owner)];
  target[keyBytes + AMBIGUOUS_OFFSET] = 0;
  target[keyBytes + SHA1_KNOWN_OFFSET] = hashes.has('sha1') ? 1 : 0;
  const at = keyBytes + OFFSET_ALIAS_TARGET;
  hashes.copyTo(owner.hash, target, at);
  if (owner.records.keyBytes < ALIAS_TARGET_BYTES) target.fill(0, at + owner.records.keyBytes, recordBytes);
  return recordBytes;
}

/**
 * Makes one item of all claims on a weak hash: an alias when they agree on the target, else one that is marked as
 * ambiguous. Claims are in order, so equal ones stand side by side; marks of single claims are or-ed together.
 */
export async function* resolveClaims(layout: SectionLayout, claims: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const { keyBytes, recordBytes } = layout;
  const cursor = new BatchCursor(claimForm(layout), claims);
  const out = new BatchOutput();
  let at = -1;
  for (let on = await cursor.load(); on; on = cursor.step() || (await cursor.load())) {
    if (at >= 0 && compareAt(cursor.bytes, cursor.at, out.bytes, at, keyBytes) === 0) {
      const mark = at + keyBytes;
      if (!sameTarget(layout, out.bytes, at, cursor.bytes, cursor.at)) out.bytes[mark + AMBIGUOUS_OFFSET] = 1;
      const known = cursor.bytes[cursor.at + keyBytes + SHA1_KNOWN_OFFSET] ?? 0;
      out.bytes[mark + SHA1_KNOWN_OFFSET] = (out.bytes[mark + SHA1_KNOWN_OFFSET] ?? 0) | known;
      continue;
    }
    if (out.full) yield out.take();
    at = out.reserve(recordBytes);
    copyBytes(cursor.bytes, cursor.at, out.bytes, at, recordBytes);
  }
  if (!out.empty) yield out.take();
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

/** The aliases among resolved claims, as packages carry them. `onAmbiguous` is told how many weak hashes have none. */
export async function* aliasesOf(
  layout: SectionLayout,
  resolved: AsyncIterable<Buffer>,
  onAmbiguous: (hashes: number) => void,
): AsyncGenerator<Buffer> {
  const { keyBytes, recordBytes } = layout;
  const out = new BatchOutput();
  let ambiguous = 0;
  for await (const batch of resolved) {
    for (let at = 0; at < batch.length; at += recordBytes) {
      if (isAmbiguous(layout, batch, at)) {
        ambiguous++;
        continue;
      }
      const to = out.reserve(recordBytes);
      copyBytes(batch, at, out.bytes, to, recordBytes);
      out.bytes[to + keyBytes + SHA1_KNOWN_OFFSET] = 0;
    }
    if (out.full) yield out.take();
  }
  onAmbiguous(ambiguous);
  if (!out.empty) yield out.take();
}
