import type { DataSource } from 'typeorm';
import type { CustomerScope } from '../customer-scope';

export interface WaitingProposals {
  readonly count: number;
  /** Of the one that waits longest, and of the one that ends first; ms since 1970, null: there is none. */
  readonly since: number | null;
  readonly due: number | null;
}

/** How many wait for a second person: of one customer, or of all (null). */
export async function waitingProposals(source: DataSource, scope: CustomerScope): Promise<WaitingProposals> {
  const [row] = (await source.query(
    `SELECT count(*)::int AS count, (extract(epoch FROM min(proposed_at)) * 1000)::float8 AS since,
       (extract(epoch FROM min(expires_at)) * 1000)::float8 AS due
     FROM proposal WHERE state = 'waiting' AND expires_at > judged_now() AND ($1::text IS NULL OR customer_id = $1)`,
    [scope],
  )) as [WaitingProposals];
  return row;
}
