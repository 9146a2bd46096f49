import { Fault, allSections } from '@pksn/domain';
import type { ChangeRows, Run } from '@pksn/reputation-index';
import { RunFiles, openRun, snapshotChanges } from '@pksn/reputation-index';
import type { SnapshotFacts } from '@pksn/store-postgres';
import { inSlices } from './sliced-work';

/** Above this an asker is told to drop what it holds. */
export const MOST_CHANGES = 1_000_000;
const HELD_BYTES = 96 * 1024 * 1024;
const HELD_SETS = 10_000;
/** Names and texts are keyed by what they say, and never change. */
const RECORDS = allSections()
  .filter(({ form }) => form !== 'text')
  .map(({ name }) => name);

/** Changes between two snapshots, or null when they are too many or cannot be told any longer. */
type Held = ChangeRows | null;

/**
 * What changed between two snapshots of a feed, made once from the runs on disk and held as long as 96 MiB last; the
 * set asked last is always held. Made one at a time, each in slices. Nothing here is needed after a restart.
 */
export class ChangeSets {
  private readonly held = new Map<string, { readonly rows: Held; readonly sizeBytes: number }>();
  private readonly counts = new Map<string, number>();
  private readonly making = new Map<string, Promise<Held>>();
  private readonly facts = new Map<string, SnapshotFacts>();
  private heldBytes = 0;
  /** In every name: what was under way when all became void is found by nobody. */
  private age = 0;
  private line: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly indexDir: string,
    private readonly readFacts: (snapshotId: number) => Promise<SnapshotFacts | null>,
    private readonly limit = MOST_CHANGES,
  ) {}

  /** Records of a snapshot; 0 for one that is not known. */
  async recordsOf(snapshotId: number): Promise<number> {
    const name = this.nameOf(snapshotId);
    const known = this.facts.get(name) ?? (await this.readFacts(snapshotId));
    if (known === null) return 0;
    if (this.facts.size >= HELD_SETS) this.facts.clear();
    this.facts.set(name, known);
    return known.records;
  }

  /** How many changes there are; null when they are too many or cannot be told. */
  async count(before: number | null, after: number | null): Promise<number | null> {
    const name = this.nameOf(before, after);
    const known = this.counts.get(name);
    if (known !== undefined) return known;
    const rows = await this.rows(before, after);
    if (rows === null) return null;
    if (this.counts.size >= HELD_SETS) this.counts.clear();
    this.counts.set(name, rows.count);
    return rows.count;
  }

  rows(before: number | null, after: number | null): Promise<Held> {
    const name = this.nameOf(before, after);
    const held = this.held.get(name);
    if (held !== undefined) {
      this.held.delete(name);
      this.held.set(name, held);
      return Promise.resolve(held.rows);
    }
    let making = this.making.get(name);
    if (making === undefined) {
      making = this.line.then(() => this.make(before, after));
      this.line = making.catch(() => undefined);
      this.making.set(name, making);
      void making.then((rows) => this.hold(name, rows)).catch(() => undefined);
      void making.catch(() => undefined).then(() => this.making.delete(name));
    }
    return making;
  }

  forget(): void {
    this.age += 1;
    this.held.clear();
    this.counts.clear();
    this.facts.clear();
    this.heldBytes = 0;
  }

  private nameOf(...snapshots: readonly (number | null)[]): string {
    return [this.age, ...snapshots].map(String).join(':');
  }

  private hold(name: string, rows: Held): void {
    const sizeBytes = rows?.sizeBytes ?? 0;
    this.held.set(name, { rows, sizeBytes });
    this.heldBytes += sizeBytes;
    for (const [oldest, one] of this.held) {
      if (this.held.size === 1 || (this.heldBytes <= HELD_BYTES && this.held.size <= HELD_SETS)) break;
      this.held.delete(oldest);
      this.heldBytes -= one.sizeBytes;
    }
  }

  private async factsOf(id: number | null): Promise<SnapshotFacts | null> {
    return id === null ? NO_RUNS : this.readFacts(id);
  }

  private async make(before: number | null, after: number | null): Promise<Held> {
    // Read each time: folding gives a snapshot other runs.
    const facts = await Promise.all([before, after].map((id) => this.factsOf(id)));
    const open = new Map<number, Run>();
    const files = new RunFiles(this.indexDir);
    try {
      const [old, now] = facts.map((one) => one?.runs.map((id) => opened(open, id, files)) ?? null);
      if (old == null || now == null) return null;
      return await inSlices(snapshotChanges(old, now, this.limit));
    } catch (error) {
      // Runs that nothing needs any more are removed one day: what they held cannot be told then.
      if (error instanceof Fault && error.code === 'SEGMENT_CORRUPT') return null;
      throw error;
    } finally {
      for (const run of open.values()) run.close();
    }
  }
}

const NO_RUNS: SnapshotFacts = { runs: [], records: 0 };

function opened(open: Map<number, Run>, id: number, files: RunFiles): Run {
  const run = open.get(id) ?? openRun(files.runDir(String(id)), RECORDS, 'file');
  open.set(id, run);
  return run;
}
