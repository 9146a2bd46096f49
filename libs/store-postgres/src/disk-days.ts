import type { DataSource } from 'typeorm';

export type DiskPlace = 'spool' | 'index' | 'database';

export interface DiskUse {
  readonly place: DiskPlace;
  readonly usedBytes: number;
}

export interface DiskDayRow extends DiskUse {
  /** Days since 1970. */
  readonly day: number;
}

/** So many days are kept of each place. */
export const DISK_DAYS_KEPT = 42;
const DAY_MS = 86_400_000;

/** How full the disks were, by day (UTC): at most `DISK_DAYS_KEPT` rows and one of each place. */
export class DiskDays {
  constructor(private readonly source: Pick<DataSource, 'query'>) {}

  /** The day keeps the most of what is noted on it. `now` in milliseconds. */
  async note(uses: readonly DiskUse[], now: number): Promise<void> {
    await this.source.query(
      `INSERT INTO disk_day (place, day, used_bytes) SELECT place, $1::date, used FROM unnest($2::text[], $3::bigint[]) AS u (place, used)
       ON CONFLICT (place, day) DO UPDATE SET used_bytes = greatest(disk_day.used_bytes, excluded.used_bytes)`,
      [dateOf(now), uses.map(({ place }) => place), uses.map(({ usedBytes }) => usedBytes)],
    );
    await this.source.query('DELETE FROM disk_day WHERE day < $1::date', [dateOf(now - DISK_DAYS_KEPT * DAY_MS)]);
  }

  /** Of all places, the oldest day first; days that are still to come were written by another clock, and do not count. */
  async all(now: number): Promise<DiskDayRow[]> {
    return (await this.source.query(
      `SELECT place, (day - date '1970-01-01')::int AS day, used_bytes::float8 AS "usedBytes"
       FROM disk_day WHERE day <= $1::date ORDER BY day`,
      [dateOf(now)],
    )) as DiskDayRow[];
  }

  /** What the database takes where it is, without its write-ahead log. */
  async databaseBytes(): Promise<number> {
    const [row] = (await this.source.query('SELECT pg_database_size(current_database())::float8 AS bytes')) as [
      { bytes: number },
    ];
    return row.bytes;
  }
}

function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
