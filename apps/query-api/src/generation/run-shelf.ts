import type { Run } from '@pksn/reputation-index';
import { RunFiles, openRun, readRunManifest } from '@pksn/reputation-index';

/** The open runs of this process; a run that several generations use is opened once. */
export class RunShelf {
  private readonly runs = new Map<number, { readonly run: Run; readonly memoryBytes: number }>();
  private readonly files: RunFiles;
  private memoryLeft: number;

  /** Runs are held in memory as long as `memoryBytes` lasts; the rest is read through the page cache. */
  constructor(indexDir: string, memoryBytes: number) {
    this.files = new RunFiles(indexDir);
    this.memoryLeft = memoryBytes;
  }

  /** Throws SEGMENT_CORRUPT; what is open already stays open. */
  take(runId: number): Run {
    const open = this.runs.get(runId);
    if (open !== undefined) return open.run;
    const dir = this.files.runDir(String(runId));
    const sizeBytes = readRunManifest(dir).sections.reduce((sum, section) => sum + section.sizeBytes, 0);
    const memoryBytes = sizeBytes <= this.memoryLeft ? sizeBytes : 0;
    const run = openRun(dir, 'all', memoryBytes > 0 ? 'memory' : 'auto');
    this.memoryLeft -= memoryBytes;
    this.runs.set(runId, { run, memoryBytes });
    return run;
  }

  /** What is open. */
  open(): Run[] {
    return [...this.runs.values()].map(({ run }) => run);
  }

  /** Closes what no generation uses any more. Lookups are synchronous, so nothing is in the middle of reading. */
  keepOnly(runIds: ReadonlySet<number>): void {
    for (const [runId, { run, memoryBytes }] of this.runs) {
      if (runIds.has(runId)) continue;
      run.close();
      this.memoryLeft += memoryBytes;
      this.runs.delete(runId);
    }
  }
}
