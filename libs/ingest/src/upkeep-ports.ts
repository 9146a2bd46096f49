import type { SectionLayout } from '@pksn/domain';
import type { FoldPlan, StackedRun } from './fold-plan';
import type { RunSections, RunStage } from './ports';

/** The runs of one snapshot, base first. */
export interface Stack {
  readonly feed: string;
  readonly runs: readonly (StackedRun & { readonly sections: RunSections })[];
}

export interface Fold {
  readonly feed: string;
  readonly plan: FoldPlan;
  readonly sections: RunSections;
  /** SHA-256 of the new run's run.json, hex. */
  readonly filesDigest: string;
}

export interface Folded {
  readonly runId: number;
  /** Snapshots that have the new run in their stack. */
  readonly snapshots: number;
  /** Null: none of them is live. */
  readonly generation: number | null;
}

/**
 * Fills the partition of a run that takes the place of others. Its commit gives the run to every snapshot that has all
 * the others next to each other; null: none has any more.
 */
export type FoldStage = RunStage<Fold, Folded | null>;

/** The stacks of all feeds, for whoever folds them. */
export interface FoldLedger {
  /** Of each feed the live snapshot's stack and the newest one's. */
  stacks(): Promise<Stack[]>;
  openFold(): Promise<FoldStage>;
}

/** A run that a snapshot names, and what is known of it without its files. */
export interface NeededRun {
  readonly id: number;
  readonly feed: string;
  readonly sections: RunSections;
  /** Null where the release before made it. */
  readonly filesDigest: string | null;
  /** The runs below it in a stack that has it, base first. */
  readonly below: readonly number[];
  /** Of the snapshot whose newest run it is; null: it is none's. */
  readonly stateHash: string | null;
}

/** The records of runs as PostgreSQL holds them. */
export interface RunRecords {
  /** Whole records (or texts) of a section, ascending, in batches. */
  batches(runId: number, section: SectionLayout): AsyncIterable<Buffer>;
}
