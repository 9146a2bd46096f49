import { MAGIC } from '@pksn/package-format';
import { fixedVendor } from './fixed-vendor';
import type { FixedVendor } from './fixed-vendor';
import type { Draft, Loose } from './package-draft';
import { seal } from './package-draft';
import { deltaDraft, fullDraft } from './sample-drafts';

/** A valid package, taken apart so that mutations can aim. */
export interface Seed {
  readonly name: string;
  readonly vendor: FixedVendor;
  readonly bytes: Buffer;
  readonly block: Buffer;
  readonly chunks: readonly Buffer[];
}

export function takeApart(name: string, vendor: FixedVendor, bytes: Buffer): Seed {
  const chunksAt = MAGIC.length + 4 + bytes.readUInt32BE(MAGIC.length);
  const block = bytes.subarray(MAGIC.length + 4, chunksAt);
  const manifest = manifestOf(JSON.parse(block.toString()) as Loose);
  let at = chunksAt;
  const chunks = (manifest.chunks as { size: number }[]).map(({ size }) => bytes.subarray(at, (at += size)));
  return { name, vendor, bytes, block, chunks };
}

export function manifestOf(block: Loose): Loose {
  return JSON.parse(Buffer.from(block.manifest.payload as string, 'base64').toString()) as Loose;
}

/** Few sections keep a round short; one seed has them all. */
function trimmed(draft: Draft): Draft {
  const kept = ['names', 'file-sha256', 'alias-md5', 'web'];
  return { ...draft, sections: draft.sections.filter((section) => kept.includes(section.name)) };
}

/** Full and delta, both codecs, with and without rotations, license documents and several signatures. */
export function packageSeeds(): Seed[] {
  const plain = fixedVendor('acme');
  const rotated = fixedVendor('acme', { rotations: 2 });
  const twoKeys = fixedVendor('acme', { packageThreshold: 2 });
  const base = manifestOf(JSON.parse(seedOf('base', plain, fullDraft(plain)).block.toString()) as Loose);
  const stateHash = base.result.stateHash as string;
  return [
    seedOf('full, gzip', plain, trimmed(fullDraft(plain))),
    seedOf('full, stored', plain, trimmed(fullDraft(plain, 'none'))),
    seedOf('full, rotated', rotated, trimmed(fullDraft(rotated))),
    seedOf('full, two keys', twoKeys, trimmed(fullDraft(twoKeys))),
    seedOf('full, all sections', plain, fullDraft(plain)),
    seedOf('delta', plain, deltaDraft(plain, stateHash)),
  ];
}

function seedOf(name: string, vendor: FixedVendor, draft: Draft): Seed {
  return takeApart(name, vendor, seal(draft));
}
