import type { Folded, RunFolder, WantedFold } from '@pksn/ingest';
import { Fault } from '@pksn/domain';
import type { Logger } from '@pksn/runtime';
import type { PostgresFoldLedger } from '@pksn/store-postgres';

/** Keeps stacks of runs shallow, in the background, one fold at a time. One that fails keeps no other feed from it. */
export class Folding {
  private readonly stopping = new AbortController();

  constructor(
    private readonly ledger: Pick<PostgresFoldLedger, 'exclusively'>,
    private readonly folder: RunFolder,
    private readonly log: Logger,
    /** Called with runs of which a file cannot be read. */
    private readonly suspect: (runIds: readonly number[]) => void,
  ) {}

  /** What is under way is given up, and leaves nothing behind. */
  stop(): void {
    this.stopping.abort();
  }

  async look(): Promise<void> {
    await this.ledger.exclusively(async () => {
      const failed = new Set<string>();
      for (;;) {
        const next = (await this.folder.wanted()).find(({ stack }) => !failed.has(stack.feed));
        if (next === undefined || this.stopping.signal.aborted) return;
        if ((await this.fold(next)) === null) failed.add(next.stack.feed);
      }
    });
  }

  private async fold(next: WantedFold): Promise<Folded | null> {
    const { feed } = next.stack;
    const { runs } = next.plan;
    try {
      const folded = await this.folder.fold(next, this.stopping.signal);
      if (folded !== null) this.log.info({ feed, runs, ...folded }, 'runs were folded into one');
      return folded;
    } catch (error) {
      this.log.warn({ feed, runs, error }, 'runs were not folded; it is tried again');
      if (error instanceof Fault && error.code === 'SEGMENT_CORRUPT') this.suspect(runs);
      return null;
    }
  }
}
