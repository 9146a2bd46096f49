import { statSync } from 'node:fs';
import { Fault } from '@pksn/domain';
import type { Run } from '@pksn/reputation-index';
import { RunFiles, openRun, readRunManifest } from '@pksn/reputation-index';

interface ShelvedRun {
  readonly run: Run;
  readonly memoryBytes: number;
  /** Of the run's folder: one that was rebuilt is another one. */
  readonly folder: string | null;
}

/** Told of runs whose files are damaged, and of those that were opened. */
export interface DamageListener {
  add(runId: number, detail: string): void;
  /** What was wrong with its files before counts no more. */
  withdraw(runId: number): void;
}

export const NOBODY: DamageListener = { add: () => undefined, withdraw: () => undefined };

/** The open runs of this process; a run that several generations use is opened once. */
export class RunShelf {
  private readonly runs = new Map<number, ShelvedRun>();
  /** Runs whose files were rebuilt while the generation in force reads the old ones. */
  private readonly replaced: ShelvedRun[] = [];
  private readonly files: RunFiles;
  private memoryLeft: number;

  /** Runs are held in memory as long as `memoryBytes` lasts; the rest is read through the page cache. */
  constructor(
    indexDir: string,
    memoryBytes: number,
    private readonly damage: DamageListener = NOBODY,
  ) {
    this.files = new RunFiles(indexDir);
    this.memoryLeft = memoryBytes;
  }

  /** Opens what is not open yet, and anew what was rebuilt since. Throws SEGMENT_CORRUPT; what is open stays open. */
  take(runId: number): Run {
    const open = this.runs.get(runId);
    const folder = this.folderOf(runId);
    // Files that are gone are read on until they are rebuilt.
    if (open !== undefined && (folder === null || folder === open.folder)) return open.run;
    try {
      const next = this.openAnew(runId, folder);
      if (open !== undefined) this.replaced.push(open);
      this.runs.set(runId, next);
      this.damage.withdraw(runId);
      return next.run;
    } catch (error) {
      if (error instanceof Fault && error.code === 'SEGMENT_CORRUPT') this.damage.add(runId, error.detail);
      if (open !== undefined) return open.run;
      throw error;
    }
  }

  private openAnew(runId: number, folder: string | null): ShelvedRun {
    const dir = this.files.runDir(String(runId));
    const sizeBytes = readRunManifest(dir).sections.reduce((sum, section) => sum + section.sizeBytes, 0);
    const memoryBytes = sizeBytes <= this.memoryLeft ? sizeBytes : 0;
    const run = openRun(dir, 'all', memoryBytes > 0 ? 'memory' : 'auto');
    this.memoryLeft -= memoryBytes;
    return { run, memoryBytes, folder };
  }

  /** With its time: the number of a folder that was removed is soon another one's. */
  private folderOf(runId: number): string | null {
    const found = statSync(this.files.runDir(String(runId)), { throwIfNoEntry: false });
    return found === undefined ? null : `${String(found.ino)} ${String(found.mtimeMs)}`;
  }

  /** What is open. */
  open(): Run[] {
    return [...this.runs.values()].map(({ run }) => run);
  }

  /** Closes what no generation uses any more. Lookups are synchronous, so nothing is in the middle of reading. */
  keepOnly(runIds: ReadonlySet<number>): void {
    for (const one of this.replaced.splice(0)) this.close(one);
    for (const [runId, one] of this.runs) {
      if (runIds.has(runId)) continue;
      this.close(one);
      this.runs.delete(runId);
    }
  }

  private close({ run, memoryBytes }: ShelvedRun): void {
    run.close();
    this.memoryLeft += memoryBytes;
  }
}
