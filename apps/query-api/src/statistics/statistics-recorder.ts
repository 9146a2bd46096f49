import type { Clock, Logger } from '@pksn/runtime';
import type { QueryStatistics, VerdictRow } from '@pksn/store-postgres';
import { HOUR_MS } from '@pksn/licensing';
import type { AskedCounts } from './asked-counts';

const EVERY_MS = 60_000;
const LAST_ATTEMPTS = 3;
/** Unknown objects of one process and hour. */
const UNKNOWN_ROWS = 100;

export interface StatisticsRetention {
  readonly hoursMs: number;
  readonly unknownMs: number;
}

/**
 * Writes down each minute which verdicts were given, and each hour which unknown objects were asked for most, where
 * the provider wants that. With the database away it is kept for later; what a process has counted since its last
 * minute ends with a process that is killed.
 */
export class StatisticsRecorder {
  private timer: NodeJS.Timeout | null = null;
  private round: Promise<void> = Promise.resolve();
  /** Counts that are in the database already, by kind and zone. */
  private readonly written = new Map<string, number>();
  private unknownHour: number;
  private prunedAt = -Infinity;
  private complained = false;

  constructor(
    private readonly counts: AskedCounts,
    private readonly ledger: QueryStatistics,
    private readonly retention: StatisticsRetention,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {
    this.unknownHour = hourOf(clock.now());
  }

  start(): void {
    this.timer = setInterval(() => void this.write(), EVERY_MS).unref();
  }

  async stop(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    // Later there is nobody who could try again.
    for (let left = LAST_ATTEMPTS; left > 0; left--) {
      await this.write(true);
      if (!this.complained) return;
    }
  }

  /** One round, after the one before. Never fails. */
  write(last = false): Promise<void> {
    this.round = this.round.then(() => this.tryWrite(last));
    return this.round;
  }

  private async tryWrite(last: boolean): Promise<void> {
    try {
      const now = this.clock.now();
      await this.writeVerdicts(now);
      await this.writeUnknown(now, last);
      await this.prune(now);
      this.complained = false;
    } catch (error) {
      if (!this.complained) this.log.warn({ error }, 'statistics were not written; trying again');
      this.complained = true;
    }
  }

  private async writeVerdicts(now: number): Promise<void> {
    const read = this.counts.verdicts.read();
    const rows: VerdictRow[] = read
      .map(({ type, zone, count }) => ({ type, zone, queries: count - (this.written.get(`${type} ${zone}`) ?? 0) }))
      .filter(({ queries }) => queries > 0);
    await this.ledger.add(hourOf(now), rows);
    for (const { type, zone, count } of read) this.written.set(`${type} ${zone}`, count);
  }

  private async writeUnknown(now: number, last: boolean): Promise<void> {
    const { unknown } = this.counts;
    const hour = this.unknownHour;
    if (unknown === null || (hour === hourOf(now) && !last)) return;
    this.unknownHour = hourOf(now);
    await this.ledger.addUnknown(hour, unknown.take(UNKNOWN_ROWS).objects);
  }

  private async prune(now: number): Promise<void> {
    if (Math.abs(now - this.prunedAt) < HOUR_MS) return;
    await this.ledger.prune(now - this.retention.hoursMs, now - this.retention.unknownMs);
    this.prunedAt = now;
  }
}

function hourOf(ms: number): number {
  return ms - (ms % HOUR_MS);
}
