import { popularityBucket } from '@pksn/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { LOCKS, lockInTransaction } from '../locks';

const BATCH_ROWS = 500;
const PRUNED_ROWS = 50_000;
/** So many are told apart; more are as many. */
const COUNTED_ENDPOINTS = 65_536;
/** Below this number of endpoints nothing is learnt: a file of few might be somebody's own. */
export const LEAST_ENDPOINTS = 16;

/** One statement: what is new since the last time goes into the sums, less what the same rows had added before. */
const COUNT = `
  WITH taken AS MATERIALIZED (
    SELECT endpoint, hour, customer_id, said, counted FROM contribution
    WHERE is_new AND hour >= $1 ORDER BY hour, endpoint LIMIT ${String(BATCH_ROWS)} FOR UPDATE
  ), marked AS (
    UPDATE contribution c SET counted = c.said, is_new = false FROM taken t
    WHERE c.endpoint = t.endpoint AND c.hour = t.hour
  ), body AS (
    SELECT customer_id, hour, 1 AS sign, said AS body FROM taken
    UNION ALL SELECT customer_id, hour, -1, counted FROM taken WHERE counted IS NOT NULL
  ), counters AS (
    INSERT INTO contributed_counter AS s (hour, customer_id, application_version, name, count)
    SELECT hour, customer_id, body->>'v', c->>0, sum(sign * (c->>1)::bigint)
    FROM body, jsonb_array_elements(body->'c') AS c
    GROUP BY 1, 2, 3, 4 HAVING sum(sign * (c->>1)::bigint) <> 0 ORDER BY 1, 2, 3, 4
    ON CONFLICT (hour, customer_id, application_version, name) DO UPDATE SET count = s.count + excluded.count
  ), detections AS (
    INSERT INTO contributed_detection AS s (day, customer_id, kind, key, zone, threat, count)
    SELECT (hour AT TIME ZONE 'UTC')::date, customer_id, d->>0, decode(d->>1, 'hex'), d->>2, d->>3,
      sum(sign * (d->>4)::bigint)
    FROM body, jsonb_array_elements(body->'d') AS d
    GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(sign * (d->>4)::bigint) <> 0 ORDER BY 1, 2, 3, 4, 5, 6
    ON CONFLICT (day, customer_id, kind, key, zone, threat) DO UPDATE SET count = s.count + excluded.count
  ), seen AS (
    INSERT INTO sighting AS s (sha256, endpoint, first_hour, last_hour)
    SELECT decode(d->>1, 'hex'), endpoint, min(hour), max(hour)
    FROM taken, jsonb_array_elements(said->'d') AS d WHERE d->>0 = 'file' GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (sha256, endpoint) DO UPDATE SET
      first_hour = least(s.first_hour, excluded.first_hour), last_hour = greatest(s.last_hour, excluded.last_hour)
    RETURNING sha256
  )
  SELECT (SELECT count(*)::int FROM taken) AS rows, ARRAY(SELECT DISTINCT sha256 FROM seen) AS files`;

/**
 * Adds up what endpoints contributed. Each row is in the sums once: its part is marked in the transaction that adds it, and what an
 * endpoint corrects later is added as the difference. Rows older than `retention` are never counted, so that what expired and is
 * sent again changes nothing.
 */
export class ContributionCounting {
  constructor(private readonly source: DataSource) {}

  /** Counts all that is new. Returns how many rows that were. `now` and `retentionMs` in milliseconds. */
  async count(now: number, retentionMs: number): Promise<number> {
    let counted = 0;
    for (;;) {
      const rows = await this.countSome(new Date(now - retentionMs));
      counted += rows;
      if (rows < BATCH_ROWS) return counted;
    }
  }

  /** Takes out what names endpoints and is older than `retentionMs`, and sums older than `sumsMs`. Returns how many rows. */
  async prune(now: number, retentionMs: number, sumsMs: number): Promise<number> {
    const raw = new Date(now - retentionMs);
    const sums = new Date(now - Math.max(sumsMs, retentionMs));
    let pruned = 0;
    for (const [table, column, before] of [
      ['contribution', 'hour', raw],
      ['sighting', 'last_hour', raw],
      ['contribution_day', 'day', raw],
      ['contributed_counter', 'hour', sums],
      ['contributed_detection', 'day', sums],
    ] as const) {
      const [, rows] = (await this.source.query(
        `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
           SELECT ctid FROM ${table} WHERE ${column} < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))`,
        [before, PRUNED_ROWS],
      )) as [unknown, number];
      pruned += rows;
    }
    return pruned;
  }

  private countSome(horizon: Date): Promise<number> {
    return this.source.transaction(async (manager) => {
      await lockInTransaction(manager, LOCKS.contributions);
      const [{ rows, files }] = (await manager.query(COUNT, [horizon])) as [{ rows: number; files: Buffer[] }];
      if (files.length > 0) await learn(manager, files);
      return rows;
    });
  }
}

/** What enough endpoints reported is learnt, and waits for its generation; it grows, and never tells of endpoints that left. */
async function learn(manager: EntityManager, files: readonly Buffer[]): Promise<void> {
  const rows = (await manager.query(
    `SELECT f.sha256, s.endpoints::int AS endpoints, extract(epoch FROM s.first_hour)::float8 / 86400 AS day
     FROM unnest($1::bytea[]) AS f (sha256), LATERAL (
       SELECT count(*) AS endpoints, min(first_hour) AS first_hour FROM (
         SELECT first_hour FROM sighting WHERE sha256 = f.sha256 LIMIT ${String(COUNTED_ENDPOINTS)}) AS counted) AS s
     WHERE s.endpoints >= ${String(LEAST_ENDPOINTS)} ORDER BY 1`,
    [files],
  )) as { sha256: Buffer; endpoints: number; day: number }[];
  if (rows.length === 0) return;
  await manager.query(
    `INSERT INTO learnt_news AS n (sha256, popularity_bucket, first_seen_day)
     SELECT sha256, bucket, day FROM unnest($1::bytea[], $2::smallint[], $3::integer[]) AS u (sha256, bucket, day)
     WHERE NOT EXISTS (SELECT FROM learnt_file l WHERE l.sha256 = u.sha256 AND NOT l.is_gone
       AND l.popularity_bucket >= u.bucket AND l.first_seen_day <= u.day)
     ON CONFLICT (sha256) DO UPDATE SET
       popularity_bucket = greatest(n.popularity_bucket, excluded.popularity_bucket),
       first_seen_day = least(n.first_seen_day, excluded.first_seen_day)`,
    [
      rows.map(({ sha256 }) => sha256),
      rows.map(({ endpoints }) => popularityBucket(endpoints)),
      rows.map(({ day }) => Math.floor(day)),
    ],
  );
}
