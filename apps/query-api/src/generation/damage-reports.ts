import type { Logger } from '@pksn/runtime';
import { RunDamage } from '@pksn/store-postgres';
import { Rounds } from '../rounds';
import type { WaitingDatabase } from '../waiting-database';

const EVERY_MS = 2_000;
const FINDER = 'query-api';

/** Where damage is reported; each step once the database is there. */
export type DamageLedger = Pick<RunDamage, 'report' | 'withdraw'>;

/**
 * Tells the import worker, by way of the database, of runs whose files are damaged; the worker rebuilds them. What was
 * opened whole since is not told of any more: a report that comes late would be about files that are no longer there.
 */
export class DamageReports {
  private readonly unwritten = new Map<number, string>();
  private readonly rounds: Rounds;

  constructor(
    private readonly ledger: DamageLedger,
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

  /** The run's files were opened, and what was wrong with those before counts no more. */
  withdraw = (runId: number): void => {
    this.unwritten.delete(runId);
  };

  private async write(): Promise<void> {
    for (const [runId, detail] of this.unwritten) {
      await this.ledger.report(runId, FINDER, detail);
      // It was opened while the report was on its way.
      if (!this.unwritten.has(runId)) await this.ledger.withdraw(runId, FINDER, detail);
      else if (this.unwritten.get(runId) === detail) this.unwritten.delete(runId);
    }
  }
}

export function damageLedger(database: WaitingDatabase): DamageLedger {
  const damage = new RunDamage(database.source);
  return {
    report: (...what) => database.use(() => damage.report(...what)),
    withdraw: (...what) => database.use(() => damage.withdraw(...what)),
  };
}
