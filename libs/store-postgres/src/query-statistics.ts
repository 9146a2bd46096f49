import type { ObjectType, Zone } from '@pksn/domain';
import type { DataSource } from 'typeorm';

/** Verdicts that were given, of one kind and zone. */
export interface VerdictRow {
  readonly type: ObjectType;
  readonly zone: Zone;
  readonly queries: number;
}

export interface VerdictsOfTime extends VerdictRow {
  /** The beginning of the hour or day, UTC. */
  readonly from: Date;
}

/** An object of which nothing was known when it was asked for, and how often that was, at the least. */
export interface UnknownRow {
  readonly type: ObjectType;
  readonly object: string;
  readonly queries: number;
}

/** Rows that are taken out at once; the next time takes more. */
const PRUNED_ROWS = 50_000;

/** What the service counts of itself: verdicts by hour, and, where the provider wants it, unknown objects. Times in ms. */
export class QueryStatistics {
  constructor(private readonly source: DataSource) {}

  /** Adds to what others wrote of this hour, in one statement; rows are locked in one order by all processes. */
  async add(hour: number, rows: readonly VerdictRow[]): Promise<void> {
    if (rows.length === 0) return;
    await this.source.query(
      `INSERT INTO query_statistics AS s (hour, object_type, zone, queries)
       SELECT $1::timestamptz, * FROM unnest($2::text[], $3::text[], $4::bigint[]) AS u (object_type, zone, queries)
         ORDER BY 2, 3
       ON CONFLICT (hour, object_type, zone) DO UPDATE SET queries = s.queries + excluded.queries`,
      [new Date(hour), rows.map((row) => row.type), rows.map((row) => row.zone), rows.map((row) => row.queries)],
    );
  }

  async addUnknown(hour: number, rows: readonly UnknownRow[]): Promise<void> {
    if (rows.length === 0) return;
    await this.source.query(
      `INSERT INTO unknown_object AS s (hour, object_type, object, queries)
       SELECT $1::timestamptz, * FROM unnest($2::text[], $3::text[], $4::bigint[]) AS u (object_type, object, queries)
         ORDER BY 2, 3
       ON CONFLICT (hour, object_type, object) DO UPDATE SET queries = s.queries + excluded.queries`,
      [new Date(hour), rows.map((row) => row.type), rows.map((row) => row.object), rows.map((row) => row.queries)],
    );
  }

  /** From `from` up to `to`, by hour or day of UTC, earliest first; at most `limit` rows. */
  async queries(from: Date, to: Date, by: 'hour' | 'day', limit: number): Promise<VerdictsOfTime[]> {
    const rows = (await this.source.query(
      `SELECT date_trunc($3, hour, 'UTC') AS "from", object_type AS type, zone, sum(queries)::bigint AS queries
       FROM query_statistics WHERE hour >= $1 AND hour < $2 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 LIMIT $4`,
      [from, to, by, limit],
    )) as (Omit<VerdictsOfTime, 'queries'> & { queries: string })[];
    return rows.map((row) => ({ ...row, queries: Number(row.queries) }));
  }

  /** The most asked first. */
  async unknown(from: Date, limit: number): Promise<UnknownRow[]> {
    const rows = (await this.source.query(
      `SELECT object_type AS type, object, sum(queries)::bigint AS queries FROM unknown_object WHERE hour >= $1
       GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT $2`,
      [from, limit],
    )) as (Omit<UnknownRow, 'queries'> & { queries: string })[];
    return rows.map((row) => ({ ...row, queries: Number(row.queries) }));
  }

  /** Takes out verdicts of hours before the one time, and unknown objects before the other. */
  async prune(hoursBefore: number, unknownBefore: number): Promise<void> {
    for (const [table, before] of [
      ['query_statistics', hoursBefore],
      ['unknown_object', unknownBefore],
    ] as const) {
      await this.source.query(
        `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
           SELECT ctid FROM ${table} WHERE hour < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))`,
        [new Date(before), PRUNED_ROWS],
      );
    }
  }
}
