import type { Clock, Logger } from '@pksn/runtime';
import type { KeyUseLedger } from '@pksn/store-postgres';
import { HOUR_MS } from '@pksn/licensing';
import { Rounds } from '../rounds';
import type { KeyUse } from './key-use';

const EVERY_MS = 10_000;
/** Rows of one transaction, and transactions of one round: the rest waits for the next. */
const BATCH_ROWS = 500;
const BATCHES = 20;

/** Writes down which keys are used, every ten seconds and at the end. With the database away, it is kept for later. */
export class KeyUseRecorder {
  private readonly rounds: Rounds;
  private tidiedAt = -Infinity;

  constructor(
    private readonly use: KeyUse,
    private readonly ledger: KeyUseLedger,
    private readonly clock: Clock,
    log: Logger,
  ) {
    const complaint = 'the use of keys was not written; trying again';
    this.rounds = new Rounds({ everyMs: EVERY_MS, complaint, run: () => this.writeAll() }, log);
  }

  async start(): Promise<void> {
    await this.write();
    this.rounds.start();
  }

  stop(): Promise<void> {
    return this.rounds.stop();
  }

  /** One round. Never fails: what cannot be written is given back. */
  write(): Promise<void> {
    return this.rounds.once();
  }

  private async writeAll(): Promise<void> {
    this.use.salt ??= await this.ledger.salt();
    for (let batch = 0; batch < BATCHES && (await this.writeBatch()); batch++);
    await this.tidy();
  }

  /** Whether there may be more. */
  private async writeBatch(): Promise<boolean> {
    const rows = this.use.take(BATCH_ROWS);
    try {
      await this.ledger.add(rows);
    } catch (error) {
      this.use.giveBack(rows);
      throw error;
    }
    return rows.length === BATCH_ROWS;
  }

  private async tidy(): Promise<void> {
    const now = this.clock.now();
    if (Math.abs(now - this.tidiedAt) < HOUR_MS) return;
    this.tidiedAt = now;
    this.use.forget();
    await this.ledger.prune(now);
  }
}
