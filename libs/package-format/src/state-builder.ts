import { Fault, SECTION_NAMES, sectionLayout } from '@pksn/domain';
import type { SectionLayout, SectionName } from '@pksn/domain';
import type { Manifest, SectionCounts, SnapshotState } from './manifest';
import type { SectionBase } from './section-state';
import { SectionState } from './section-state';
import { stateHashOf } from './state-hash';

/** The content that a delta applies to. */
export interface StateBase {
  /** The 65,536 leaf digests of a section (32 bytes each), or null when it holds nothing. */
  leaves(section: SectionName): Buffer | null;
  /** All put records of a leaf, ascending. */
  records(section: SectionName, leaf: number): Buffer;
  count(section: SectionName): number;
}

export interface BuiltState extends SnapshotState {
  /** Leaf digests of every section that holds records. */
  readonly leaves: ReadonlyMap<SectionName, Buffer>;
}

/**
 * Computes what a snapshot is after a package: its counts and its stateHash. A full package builds on nothing, a
 * delta on its base; the code is the same, and only the leaves that the package touches are hashed. `add` takes
 * checked chunks in package order. A removal of an absent key changes nothing.
 */
export class StateBuilder {
  private readonly sections = new Map<SectionName, SectionState>();

  constructor(private readonly base: StateBase | null) {}

  /** Whole ascending records; `names` and `texts` do not count and are passed over. */
  add(section: SectionLayout, bytes: Buffer): void {
    if (section.form === 'text') return;
    let state = this.sections.get(section.name);
    if (state === undefined) {
      state = new SectionState(section, this.baseOf(section.name));
      this.sections.set(section.name, state);
    }
    state.add(bytes);
  }

  finish(): BuiltState {
    const leaves = new Map<SectionName, Buffer>();
    const counts: Partial<Record<SectionName, number>> = {};
    for (const name of SECTION_NAMES) {
      if (sectionLayout(name).form === 'text') continue;
      const state = this.sections.get(name);
      state?.close();
      const count = state?.count ?? this.base?.count(name) ?? 0;
      const digests = state?.leaves ?? this.base?.leaves(name) ?? null;
      if (count === 0 || digests === null) continue;
      counts[name] = count;
      leaves.set(name, digests);
    }
    return { stateHash: stateHashOf(leaves), counts, leaves };
  }

  private baseOf(name: SectionName): SectionBase | null {
    const { base } = this;
    if (base === null) return null;
    const count = base.count(name);
    if (count === 0) return { leaves: null, count, records: () => Buffer.alloc(0) };
    return { leaves: base.leaves(name), count, records: (leaf) => base.records(name, leaf) };
  }
}

/** Throws PACKAGE_COUNTS, then PACKAGE_STATE, when a package does not lead to the content that was signed. */
export function checkState(manifest: Pick<Manifest, 'result'>, built: SnapshotState): void {
  for (const name of SECTION_NAMES) requireCount(name, manifest.result.counts, built.counts);
  if (built.stateHash !== manifest.result.stateHash) {
    throw new Fault('PACKAGE_STATE', `the content has the stateHash ${built.stateHash}`);
  }
}

function requireCount(name: SectionName, declared: SectionCounts, built: SectionCounts): void {
  if (declared[name] === built[name]) return;
  throw new Fault('PACKAGE_COUNTS', `${name} would hold ${built[name] ?? 0} records, not ${declared[name] ?? 0}`);
}
