import { Fault } from '@pksn/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { STATEMENT_IN_FORCE } from '../statements/standing-statements';
import { secondsUntilMidnight } from '../until-midnight';

/** What an endpoint says of one hour. Nothing in it is there twice. */
export interface ContributedHour {
  /** When it began; milliseconds since 1970. */
  readonly hour: number;
  readonly counters: readonly { readonly name: string; readonly count: number }[];
  readonly detections: readonly {
    readonly kind: string;
    /** SHA-256, hexadecimal, lower case. */
    readonly key: string;
    readonly zone: string;
    readonly threat: string | null;
    readonly count: number;
  }[];
}

/** What a customer's endpoints may hand in in a day of UTC, unless said otherwise: 100,000 of them with 10 KB each. */
const DAY_BYTES = 1024 ** 3;

/** What endpoints contribute, by `participantMark`, until it is counted and expires. */
export class Contributions {
  constructor(
    private readonly source: DataSource,
    private readonly dayBytes: () => number = () => DAY_BYTES,
  ) {}

  /** Fault: PARTICIPATION_REQUIRED, for an endpoint that does not contribute under the statement in force. */
  async requireContributing(endpoint: Buffer): Promise<void> {
    await requireContributing(this.source.manager, endpoint, '');
  }

  /**
   * Takes the place of what the endpoint said of these hours before: what is the same again changes nothing. Fault:
   * PARTICIPATION_REQUIRED, also when the endpoint stops at this moment; STATISTICS_QUOTA, when the customer's endpoints handed in
   * enough for today. Then nothing of it is kept. Returns false, and does nothing, where `mayTake` says so in the transaction.
   */
  put(
    endpoint: Buffer,
    customerId: string,
    version: string,
    hours: readonly ContributedHour[],
    mayTake: (manager: EntityManager) => Promise<boolean> = always,
  ): Promise<boolean> {
    return this.source.transaction(async (manager) => {
      if (!(await mayTake(manager))) return false;
      await requireContributing(manager, endpoint, 'FOR SHARE');
      if (hours.length === 0) return true;
      const said = hours.map((one) => saidOf(version, one));
      await manager.query(
        `INSERT INTO contribution AS c (endpoint, hour, customer_id, said)
         SELECT $1, hour, $2, said FROM unnest($3::timestamptz[], $4::jsonb[]) AS u (hour, said) ORDER BY hour
         ON CONFLICT (endpoint, hour) DO UPDATE SET said = excluded.said, is_new = true WHERE c.said <> excluded.said`,
        [endpoint, customerId, hours.map(({ hour }) => new Date(hour)), said],
      );
      // Last: the customer's other endpoints wait for this row.
      await this.countBytes(
        manager,
        customerId,
        said.reduce((sum, { length }) => sum + length, 0),
      );
      return true;
    });
  }

  private async countBytes(manager: EntityManager, customerId: string, bytes: number): Promise<void> {
    const rows = (await manager.query(
      `INSERT INTO contribution_day AS d (customer_id, day, bytes)
       SELECT $1, (judged_now() AT TIME ZONE 'UTC')::date, $2 WHERE $2 <= $3::bigint
       ON CONFLICT (customer_id, day) DO UPDATE SET bytes = d.bytes + excluded.bytes
         WHERE d.bytes + excluded.bytes <= $3
       RETURNING 1`,
      [customerId, bytes, this.dayBytes()],
    )) as unknown[];
    if (rows.length > 0) return;
    const detail = "the endpoints of this license's customer handed in what is taken in a day";
    throw new Fault('STATISTICS_QUOTA', detail, { facts: { retryAfterSeconds: await secondsUntilMidnight(manager) } });
  }
}

/** What comes from the endpoint itself is taken as often as it comes. */
export function always(): Promise<boolean> {
  return Promise.resolve(true);
}

/** Nothing that names the endpoint is left; the sums that it is part of name nobody. */
export async function forgetContributions(manager: EntityManager, endpoint: Buffer): Promise<void> {
  await manager.query('DELETE FROM contribution WHERE endpoint = $1', [endpoint]);
  await manager.query('DELETE FROM sighting WHERE endpoint = $1', [endpoint]);
  await manager.query('DELETE FROM sample_report WHERE endpoint = $1', [endpoint]);
}

/**
 * Fault: PARTICIPATION_REQUIRED. With `FOR SHARE` a stop waits until the transaction has ended, and then finds what was written
 * in it.
 */
export async function requireContributing(
  manager: EntityManager,
  endpoint: Buffer,
  lock: '' | 'FOR SHARE',
): Promise<void> {
  const [row] = (await manager.query(
    `SELECT contributions, statement >= ${STATEMENT_IN_FORCE} AS "isCurrent" FROM participation
     WHERE endpoint = $1 ${lock}`,
    [endpoint],
  )) as { contributions: boolean; isCurrent: boolean }[];
  if (row?.contributions === true && row.isCurrent) return;
  const why = row === undefined || row.isCurrent ? 'contributions are off' : 'a newer statement is in force';
  throw new Fault('PARTICIPATION_REQUIRED', `${why} at this endpoint`);
}

function saidOf(version: string, { counters, detections }: ContributedHour): string {
  return JSON.stringify({
    v: version,
    c: counters.map(({ name, count }) => [name, count]),
    d: detections.map(({ kind, key, zone, threat, count }) => [kind, key, zone, threat ?? '', count]),
  });
}
