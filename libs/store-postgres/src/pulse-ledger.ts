import { DAY_MS } from '@pksn/licensing';
import type { DataSource } from 'typeorm';

/** What was counted, by name. */
export type PulseCounts = Readonly<Record<string, number>>;

export interface PulsePoint {
  /** The beginning of the step, ms since 1970. */
  readonly at: number;
  readonly counts: PulseCounts;
}

/** Lengths of steps in ms: of the last day, and of what is older. */
export const PULSE_STEPS = { fine: 10_000, coarse: 60_000 } as const;
/** For how long each is kept, in ms. */
export const PULSE_KEPT_MS = { fine: DAY_MS, coarse: 14 * DAY_MS } as const;

const SECOND_MS = 1_000;
const ADDED = `ON CONFLICT (at, step_seconds) DO UPDATE SET counts = (
  SELECT jsonb_object_agg(key, n) FROM (
    SELECT key, sum(value::bigint) AS n FROM (
      SELECT * FROM jsonb_each_text(p.counts) UNION ALL SELECT * FROM jsonb_each_text(excluded.counts)) AS e
    GROUP BY key) AS sums)`;

/** What all query processes together count in steps of seconds; a step in which nothing was counted has no row. */
export class PulseLedger {
  constructor(private readonly source: DataSource) {}

  /** Adds to what others counted in the step that contains `now` (ms since 1970); one statement. */
  async add(now: number, counts: PulseCounts): Promise<void> {
    await this.source.query(
      `INSERT INTO pulse AS p (at, step_seconds, counts) VALUES ($1, ${String(PULSE_STEPS.fine / SECOND_MS)}, $2) ${ADDED}`,
      [new Date(now - (now % PULSE_STEPS.fine)), counts],
    );
  }

  /** Sums by steps of `stepMs` from `from` up to `to`, earliest first; steps without a count are left out. */
  async read(from: number, to: number, stepMs: number): Promise<PulsePoint[]> {
    // Names are compared as bytes: by the rules of a language, two weeks of steps took five times as long.
    const rows = (await this.source.query(
      `SELECT step::float8 * $3::float8 AS at, jsonb_object_agg(key, n) AS counts FROM (
         SELECT extract(epoch FROM at)::bigint / $4::bigint AS step, key COLLATE "C" AS key, sum(value::bigint) AS n
         FROM pulse, jsonb_each_text(counts) WHERE at >= $1 AND at < $2 GROUP BY 1, 2) AS sums
       GROUP BY step ORDER BY step`,
      [new Date(from), new Date(to), stepMs, stepMs / SECOND_MS],
    )) as PulsePoint[];
    return rows;
  }

  /** Makes minutes of the steps that are older than a day, and takes out what is older than all that is kept. */
  async thin(now: number): Promise<void> {
    const fineFrom = now - PULSE_KEPT_MS.fine;
    await this.source.query(
      `WITH old AS (DELETE FROM pulse WHERE step_seconds = $2 AND at < $1 RETURNING at, counts),
         sums AS (SELECT date_trunc('minute', at) AS at, key, sum(value::bigint) AS n
           FROM old, jsonb_each_text(counts) GROUP BY 1, 2)
       INSERT INTO pulse AS p (at, step_seconds, counts) SELECT at, $3, jsonb_object_agg(key, n) FROM sums GROUP BY at ${ADDED}`,
      [
        new Date(fineFrom - (fineFrom % PULSE_STEPS.coarse)),
        PULSE_STEPS.fine / SECOND_MS,
        PULSE_STEPS.coarse / SECOND_MS,
      ],
    );
    await this.source.query('DELETE FROM pulse WHERE at < $1', [new Date(now - PULSE_KEPT_MS.coarse)]);
  }
}
