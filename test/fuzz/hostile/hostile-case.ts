import type { FaultCode } from '@pksn/domain';
import type { PackageRequirement } from '@pksn/package-format';
import { fixedVendor } from '../fixed-vendor';
import { manifestOf } from '../seeds';
import type { Draft, Hooks, Loose } from '../package-draft';
import { seal } from '../package-draft';
import { deltaDraft, fullDraft } from '../sample-drafts';

/** A package that is signed by the right key and wrong in one way, or, with `accepted`, at the edge of the legal. */
export interface HostileCase {
  readonly name: string;
  readonly code: FaultCode | 'accepted';
  /** The valid package that it starts from: full (the default) or delta. */
  readonly on?: 'full' | 'delta';
  readonly draft?: (draft: Draft) => void;
  readonly hooks?: Hooks;
  readonly requirement?: Partial<PackageRequirement>;
}

export const VENDOR = fixedVendor('acme', { rotations: 1 });

/** The stateHash of the full sample: the base of the delta sample. */
export const BASE_STATE_HASH = ((): string => {
  const bytes = seal(fullDraft(VENDOR));
  const block = bytes.subarray(12, 12 + bytes.readUInt32BE(8)).toString();
  return manifestOf(JSON.parse(block) as Loose).result.stateHash as string;
})();

export function packageOf({ on = 'full', draft: spoil, hooks }: HostileCase): Buffer {
  const draft = on === 'full' ? fullDraft(VENDOR) : deltaDraft(VENDOR, BASE_STATE_HASH);
  spoil?.(draft);
  return seal(draft, hooks);
}

/** A case that changes the manifest of a package whose content is right. */
export function manifestCase(name: string, manifest: (manifest: Loose) => void, changes: Partial<HostileCase> = {}) {
  return { name, code: 'PACKAGE_SCHEMA', hooks: { manifest }, ...changes } satisfies HostileCase as HostileCase;
}

export function sectionOf(manifest: Loose, name: string): Loose {
  return (manifest.sections as Loose[]).find((one: Loose) => one.section === name);
}

export function chunkOf(manifest: Loose, name: string): Loose {
  return (manifest.chunks as Loose[]).find((one: Loose) => one.section === name);
}

/** The records of one section of a draft; a chunk of them may be replaced. */
export function draftSection(draft: Draft, name: string): Draft['sections'][number] {
  const found = draft.sections.find((one) => one.name === name);
  if (found === undefined) throw new RangeError(`the sample has no ${name}`);
  return found;
}

/** Sets bytes of the first record of a section, counted from the end of its key. */
export function pokeValue(name: string, keyBytes: number, at: number, ...bytes: number[]): (draft: Draft) => void {
  return (draft) => {
    const record = draftSection(draft, name).chunks[0]?.[0];
    record?.set(bytes, keyBytes + at);
  };
}
