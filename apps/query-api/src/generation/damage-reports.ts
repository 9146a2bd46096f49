import type { Logger } from '@pksn/runtime';
import { RunDamage } from '@pksn/store-postgres';
import { Rounds } from '../rounds';
import type { WaitingDatabase } from '../waiting-database';

const EVERY_MS = 2_000;
const FINDER = 'query-api';

/** Tells the import worker, by way of the database, of runs whose files are damaged; the worker rebuilds them. */
export class DamageReports {
  private readonly unwritten = new Map<number, string>();
  private readonly rounds: Rounds;

  constructor(
    private readonly database: WaitingDatabase,
    log: Logger,
  ) {
    const complaint = 'what was found damaged cannot be reported to the import worker; it is tried again';
    this.rounds = new Rounds({ everyMs: EVERY_MS, complaint, run: () => this.write() }, log);
  }

  start(): void {
    this.rounds.start();
  }

  /** What is not written any more is found again by the next process. */
  stop(): Promise<void> {
    return this.rounds.stop();
  }

  add = (runId: number, detail: string): void => {
    this.unwritten.set(runId, detail);
  };

  private async write(): Promise<void> {
    for (const [runId, detail] of this.unwritten) {
      await this.database.use(() => new RunDamage(this.database.source).report(runId, FINDER, detail));
      this.unwritten.delete(runId);
    }
  }
}
