import type { Clock, Logger } from '@pksn/runtime';
import type { KeyUseLedger } from '@pksn/store-postgres';
import { HOUR_MS } from '@pksn/licensing';
import type { KeyUse } from './key-use';

const EVERY_MS = 10_000;
/** Rows of one transaction, and transactions of one round: the rest waits for the next. */
const BATCH_ROWS = 500;
const BATCHES = 20;

/** Writes down which keys are used, every ten seconds and at the end. With the database away, it is kept for later. */
export class KeyUseRecorder {
  private timer: NodeJS.Timeout | null = null;
  private round: Promise<void> = Promise.resolve();
  private tidiedAt = -Infinity;
  private complained = false;

  constructor(
    private readonly use: KeyUse,
    private readonly ledger: KeyUseLedger,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  async start(): Promise<void> {
    await this.write();
    const next = (): void => {
      this.timer = setTimeout(() => {
        this.round = this.write().then(next);
      }, EVERY_MS).unref();
    };
    next();
  }

  async stop(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    await this.round;
    // The round that was under way has set the next one.
    clearTimeout(this.timer ?? undefined);
    await this.write();
  }

  /** One round. Never fails: what cannot be written is given back. */
  async write(): Promise<void> {
    try {
      this.use.salt ??= await this.ledger.salt();
      for (let batch = 0; batch < BATCHES && (await this.writeBatch()); batch++);
      await this.tidy();
      this.complained = false;
    } catch (error) {
      if (!this.complained) this.log.warn({ error }, 'the use of keys was not written; trying again');
      this.complained = true;
    }
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
