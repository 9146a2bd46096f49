import type { DataSource } from 'typeorm';
import type { CustomerScope } from '../customer-scope';

export interface CounterSum {
  /** The beginning of the hour or day, UTC. */
  readonly from: Date;
  readonly customer: string;
  readonly applicationVersion: string;
  readonly name: string;
  readonly count: number;
}

export interface DetectionSum {
  readonly kind: string;
  /** SHA-256, hexadecimal. */
  readonly key: string;
  readonly zone: string;
  readonly threat: string | null;
  readonly count: number;
}

export interface SumsFilter {
  readonly from: Date;
  readonly to: Date;
  /** Null: of all customers. */
  readonly customerId: CustomerScope;
}

/** What endpoints contributed, in sums that name none. */
export class ContributionSums {
  constructor(private readonly source: DataSource) {}

  /** By hour or day of UTC, earliest first; at most `limit` rows. */
  async counters({ from, to, customerId }: SumsFilter, by: 'hour' | 'day', limit: number): Promise<CounterSum[]> {
    const rows = (await this.source.query(
      `SELECT date_trunc($4, hour, 'UTC') AS "from", customer_id AS customer,
         application_version AS "applicationVersion", name, sum(count)::float8 AS count
       FROM contributed_counter WHERE hour >= $1 AND hour < $2 AND ($3::text IS NULL OR customer_id = $3)
       GROUP BY 1, 2, 3, 4 HAVING sum(count) > 0 ORDER BY 1, 2, 3, 4 LIMIT $5`,
      [from, to, customerId, by, limit],
    )) as CounterSum[];
    return rows;
  }

  /** Of whole days of UTC, the most often reported first. */
  async detections({ from, to, customerId }: SumsFilter, limit: number): Promise<DetectionSum[]> {
    const rows = (await this.source.query(
      `SELECT kind, encode(key, 'hex') AS key, zone, nullif(threat, '') AS threat, sum(count)::float8 AS count
       FROM contributed_detection
       WHERE day >= ($1::timestamptz AT TIME ZONE 'UTC')::date AND day < $2::timestamptz AT TIME ZONE 'UTC'
         AND ($3::text IS NULL OR customer_id = $3)
       GROUP BY 1, 2, 3, 4 HAVING sum(count) > 0 ORDER BY 5 DESC, 1, 2, 3, 4 LIMIT $4`,
      [from, to, customerId, limit],
    )) as DetectionSum[];
    return rows;
  }
}
