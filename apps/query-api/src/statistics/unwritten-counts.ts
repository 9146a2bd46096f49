import { HOUR_MS } from '@pksn/licensing';
import type { QueryStatistics, UnknownRow, VerdictRow } from '@pksn/store-postgres';
import type { AskedCounts } from './asked-counts';

/** Unknown objects of one process and hour. */
const UNKNOWN_ROWS = 100;
/** With the database away for longer, verdicts count for the last of these hours, and the oldest objects are dropped. */
const HOURS = 72;

/** What was counted and is not in the database yet, by the hour in which it was counted (UTC). */
export class UnwrittenCounts {
  /** By hour, and then by kind and zone. */
  private readonly verdicts = new Map<number, Map<string, VerdictRow>>();
  private readonly objects = new Map<number, readonly UnknownRow[]>();
  /** Counts that were collected, by kind and zone. */
  private readonly collected = new Map<string, number>();
  private unknownHour: number;

  constructor(
    private readonly counts: AskedCounts,
    now: number,
  ) {
    this.unknownHour = hourOf(now);
  }

  /** Takes over what was counted since the last time; the objects of an hour when it is over, or `last` is said. */
  collect(now: number, last: boolean): void {
    const hour = this.hourFor(now);
    for (const { type, zone, count } of this.counts.verdicts.read()) {
      const name = `${type} ${zone}`;
      const more = count - (this.collected.get(name) ?? 0);
      if (more === 0) continue;
      this.collected.set(name, count);
      const rows = this.verdicts.get(hour) ?? new Map<string, VerdictRow>();
      this.verdicts.set(hour, rows);
      rows.set(name, { type, zone, queries: (rows.get(name)?.queries ?? 0) + more });
    }
    this.collectUnknown(hourOf(now), last);
  }

  /** Writes it all, hour by hour; what is written is not written again, whatever fails behind it. */
  async writeTo(ledger: Pick<QueryStatistics, 'add' | 'addUnknown'>): Promise<void> {
    for (const [hour, rows] of this.verdicts) {
      await ledger.add(hour, [...rows.values()]);
      this.verdicts.delete(hour);
    }
    for (const [hour, rows] of this.objects) {
      await ledger.addUnknown(hour, rows);
      this.objects.delete(hour);
    }
  }

  private hourFor(now: number): number {
    const hour = hourOf(now);
    if (this.verdicts.has(hour) || this.verdicts.size < HOURS) return hour;
    return [...this.verdicts.keys()].at(-1) as number;
  }

  private collectUnknown(hour: number, last: boolean): void {
    const { unknown } = this.counts;
    if (unknown === null || (this.unknownHour === hour && !last)) return;
    const { objects } = unknown.take(UNKNOWN_ROWS);
    if (objects.length > 0) this.objects.set(this.unknownHour, merged(this.objects.get(this.unknownHour), objects));
    this.unknownHour = hour;
    const [oldest] = this.objects.keys();
    if (this.objects.size > HOURS && oldest !== undefined) this.objects.delete(oldest);
  }
}

/** One row for each object: the database takes no row twice in one statement. */
function merged(before: readonly UnknownRow[] = [], objects: readonly UnknownRow[]): readonly UnknownRow[] {
  const rows = new Map(before.map((row) => [`${row.type} ${row.object}`, row]));
  for (const row of objects) {
    const name = `${row.type} ${row.object}`;
    rows.set(name, { ...row, queries: row.queries + (rows.get(name)?.queries ?? 0) });
  }
  return [...rows.values()];
}

function hourOf(ms: number): number {
  return ms - (ms % HOUR_MS);
}
