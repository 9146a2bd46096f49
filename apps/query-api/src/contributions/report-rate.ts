import { Fault } from '@pksn/domain';

/** An endpoint sends once an hour, and again what did not come through. */
const REPORTS = 12;
const PER_MS = 3_600_000;
/** Some 10 MB. */
const MOST_KEPT = 50_000;

interface Turn {
  readonly since: number;
  reports: number;
}

/** How often each endpoint reports, as this process sees it; of many endpoints those that were quiet longest are forgotten. */
export class ReportRate {
  private readonly turns = new Map<string, Turn>();

  /** Counts a report at `now` (milliseconds since 1970). Fault: STATISTICS_RATE. */
  take(endpoint: Buffer, now: number): void {
    const key = endpoint.toString('latin1');
    const before = this.turns.get(key);
    const runs = before !== undefined && now >= before.since && now < before.since + PER_MS;
    const turn = runs ? before : { since: now, reports: 0 };
    if (turn.reports >= REPORTS) {
      const retryAfterSeconds = Math.ceil((turn.since + PER_MS - now) / 1_000);
      const detail = `${String(REPORTS)} reports in an hour are enough for an endpoint`;
      throw new Fault('STATISTICS_RATE', detail, { facts: { retryAfterSeconds } });
    }
    turn.reports += 1;
    this.turns.delete(key);
    this.turns.set(key, turn);
    if (this.turns.size <= MOST_KEPT) return;
    for (const oldest of this.turns.keys()) {
      this.turns.delete(oldest);
      break;
    }
  }
}
