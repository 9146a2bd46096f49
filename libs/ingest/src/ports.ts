import type { FaultCode, SectionLayout, SectionName } from '@pksn/domain';
import type { ByteSource, Manifest, PackageFloor } from '@pksn/package-format';
import type { LicenseStatus } from '@pksn/licensing';
import type { Envelope } from '@pksn/signing';
import type { Hold } from './hold';
import type { Judgement } from './judgement-outcome';

export type { Manifest, PackageFloor } from '@pksn/package-format';
export { isFloorVoid } from '@pksn/package-format';
export type { Envelope } from '@pksn/signing';

/**
 * received: the whole file is on disk · verified: signatures and manifest are right · staged: records and segments
 * are durable · ready: checked and waiting to go live · active, held, rejected, unchanged: the end.
 */
export type ImportState = 'received' | 'verified' | 'staged' | 'ready' | 'active' | 'held' | 'rejected' | 'unchanged';

export interface PackageImport {
  readonly id: string;
  readonly hold: boolean;
  readonly actor: string;
  readonly state: ImportState;
  readonly feed: string | null;
  readonly snapshotId: number | null;
  /** Attempts that failed. */
  readonly attempts: number;
  /** How often a process began to work on it since one ended that in order; what is not under way died so often. */
  readonly begun: number;
}

/** What an import amounts to once its manifest is believed. */
export interface VerifiedPackage {
  readonly feed: string;
  readonly version: number;
  readonly kind: 'full' | 'delta';
  readonly manifestDigest: string;
  readonly totalRecords: number;
}

export interface ImportLock {
  /** False when the session that holds the lock was lost: whatever failed since may have failed for that reason. */
  held(): Promise<boolean>;
}

/** The rows that say how far every upload came. */
export interface ImportLedger {
  find(id: string): Promise<PackageImport | null>;
  /** Imports whose state is not an end, oldest first. */
  unfinished(): Promise<PackageImport[]>;
  /** Runs `work` under the import's lock; false, without running it, when another process holds the lock. */
  exclusively(id: string, work: (lock: ImportLock) => Promise<void>): Promise<boolean>;
  /** Counts, before anything else is done, that a process begins to work on it; returns how often one died over it. */
  begin(id: string): Promise<number>;
  /** The process that works on it lives: what it has begun was no death. */
  survived(id: string): Promise<void>;
  /** One more attempt that failed by its own fault; returns how many did. */
  countFailure(id: string): Promise<number>;
  markVerified(id: string, verified: VerifiedPackage): Promise<void>;
  markReady(id: string): Promise<void>;
  progress(id: string, phase: string, doneRecords: number): Promise<void>;
  /** An end without an activation: `rejected` with its code, or `unchanged`. An end is never overwritten. */
  close(id: string, state: 'rejected' | 'unchanged', why: { code: FaultCode | null; detail: string }): Promise<void>;
  /** Ends the import as `held`, and its snapshot waits. An end is never overwritten. */
  hold(id: string, hold: Hold): Promise<void>;
}

export interface StoredRoot {
  readonly vendor: string;
  readonly version: number;
  readonly fingerprint: string;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
  readonly envelope: Envelope;
}

export interface StoredSnapshot {
  readonly id: number;
  readonly feed: string;
  readonly version: number;
  readonly stateHash: string;
  readonly counts: Partial<Record<SectionName, number>>;
  /** Run ids, base first. */
  readonly runs: readonly number[];
}

/** What a run holds of one section, removals included. */
export interface RunSection {
  readonly records: number;
  /** `ip4` and `ip6` only. */
  readonly prefixLengths?: readonly number[];
}
export type RunSections = Partial<Record<SectionName, RunSection>>;

export interface StagedSnapshot {
  readonly importId: string;
  readonly vendor: string;
  readonly manifest: Manifest;
  readonly manifestDigest: string;
  /** The manifest as it was signed, and the key ids that may sign packages of its vendor now. */
  readonly signed: { readonly manifest: Envelope; readonly packageKeys: readonly string[] };
  readonly base: StoredSnapshot | null;
  readonly counts: Partial<Record<SectionName, number>>;
  readonly sections: RunSections;
  /** SHA-256 of the run's run.json, hex. */
  readonly filesDigest: string;
  readonly rootUpdates: readonly StoredRoot[];
  readonly licensing: readonly LicenseStatus[];
  readonly judgement: Judgement;
  readonly actor: string;
}

/** One open transaction that fills a run's partition. Ended by a `commit` that succeeds, or by `abandon`. */
export interface RunStage<Content, Outcome> {
  readonly runId: number;
  write(section: SectionLayout, bytes: Buffer): Promise<void>;
  /** Keys and attaches the partition; nothing is visible before `commit`. */
  seal(): Promise<void>;
  commit(content: Content): Promise<Outcome>;
  abandon(): Promise<void>;
}

/** Its commit checks trust and floor once more under their locks, records run and snapshot, marks the import staged. */
export type RecordStage = RunStage<StagedSnapshot, number>;

/** Another manifest of the version at a feed's floor; its signatures were verified. */
export interface Equivocation {
  readonly importId: string;
  readonly feed: string;
  readonly version: number;
  readonly manifest: Envelope;
}

export interface FeedLedger {
  /** The newest root of every trusted vendor. */
  roots(): Promise<StoredRoot[]>;
  /** The highest version of every feed that was ever accepted. */
  floors(): Promise<ReadonlyMap<string, PackageFloor>>;
  /** Keeps the proof that the vendor signed two manifests of the version at the floor; once for each. */
  keepEquivocation(found: Equivocation): Promise<void>;
  /** The retained snapshot of this feed with this content, or null. */
  retained(feed: string, version: number, stateHash: string): Promise<StoredSnapshot | null>;
  openStage(): Promise<RecordStage>;
  /**
   * Gives a verified import the snapshot that this very package made before, as if staged now; false when there is
   * nothing to do with it: only a retained snapshot whose feed has nothing live, and one whose import was rejected.
   */
  takeUp(importId: string, feed: string, manifestDigest: string): Promise<boolean>;
  /**
   * Ends an import at `now` (milliseconds since 1970), in one step with what it decides by: `active`, by the next
   * generation with this snapshot in its feed's place; `held` by a guard, by the pin or the policy of the feed, or for
   * what it builds on; `unchanged` when a version that is as new is live; `unjudged`, and nothing was changed, when it
   * was judged against something else than what is live. Throws PACKAGE_UNTRUSTED when the vendor is not
   * trusted any longer.
   */
  activate(snapshotId: number, importId: string, why: Activation): Promise<ImportEnd>;
}

export interface Activation {
  readonly actor: string;
  readonly reason: string;
  readonly now: number;
}

export type ImportEnd =
  | { readonly state: 'active'; readonly generation: number }
  | { readonly state: 'held'; readonly hold: Hold }
  | { readonly state: 'unchanged' }
  | { readonly state: 'unjudged' };

/** What work takes on the disks of the index and of the database, about. */
export interface DiskNeed {
  readonly indexBytes: number;
  readonly databaseBytes: number;
}

/** Uploaded files, by the id of their import. */
export interface PackageSpool {
  open(id: string): Promise<OpenPackage>;
  remove(id: string): Promise<void>;
}

export interface OpenPackage {
  readonly source: ByteSource;
  close(): Promise<void>;
}

/** Says "look at that row"; it may ring twice, and a lost ring loses nothing. */
export interface Doorbell {
  ring(importId: string): Promise<void>;
}

export interface DoorbellListener {
  start(handler: (importId: string) => Promise<void>): Promise<void>;
  /** Waits for running handlers. */
  stop(): Promise<void>;
}
