import { setTimeout as delay } from 'node:timers/promises';
import { HOUR_MS } from '@pksn/licensing';
import type { Clock, Logger } from '@pksn/runtime';
import { monotonicMs } from '@pksn/runtime';
import type { QueryStatistics } from '@pksn/store-postgres';
import type { AskedCounts } from './asked-counts';
import { UnwrittenCounts } from './unwritten-counts';

const EVERY_MS = 60_000;
/** For how long the last round is tried again: later there is nobody who could. */
const LAST_PATIENCE_MS = 6_000;
const LAST_PAUSE_MS = 200;

export interface StatisticsRetention {
  readonly hoursMs: number;
  readonly unknownMs: number;
}

/**
 * Writes down each minute which verdicts were given, and each hour which unknown objects were asked for most, where
 * the provider wants that. With the database away it is kept for later, under the hour in which it was counted; what a
 * process has counted since its last minute ends with a process that is killed.
 */
export class StatisticsRecorder {
  private timer: NodeJS.Timeout | null = null;
  private round: Promise<void> = Promise.resolve();
  private readonly unwritten: UnwrittenCounts;
  private prunedAt = -Infinity;
  private complained = false;

  constructor(
    counts: AskedCounts,
    private readonly ledger: Pick<QueryStatistics, 'add' | 'addUnknown' | 'prune'>,
    private readonly retention: StatisticsRetention,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {
    this.unwritten = new UnwrittenCounts(counts, clock.now());
  }

  start(): void {
    this.timer = setInterval(() => void this.write(), EVERY_MS).unref();
  }

  async stop(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    const until = monotonicMs() + LAST_PATIENCE_MS;
    for (;;) {
      await this.write(true);
      if (!this.complained) return;
      if (monotonicMs() >= until) break;
      await delay(LAST_PAUSE_MS);
    }
    this.log.error('the last statistics of this process were not written, and end with it');
  }

  /** One round, after the one before. Never fails. */
  write(last = false): Promise<void> {
    this.round = this.round.then(() => this.tryWrite(last));
    return this.round;
  }

  private async tryWrite(last: boolean): Promise<void> {
    const now = this.clock.now();
    this.unwritten.collect(now, last);
    try {
      await this.unwritten.writeTo(this.ledger);
      await this.prune(now);
      this.complained = false;
    } catch (error) {
      if (!this.complained) this.log.warn({ error }, 'statistics were not written; trying again');
      this.complained = true;
    }
  }

  private async prune(now: number): Promise<void> {
    if (Math.abs(now - this.prunedAt) < HOUR_MS) return;
    await this.ledger.prune(now - this.retention.hoursMs, now - this.retention.unknownMs);
    this.prunedAt = now;
  }
}
