import { Fault } from '@pksn/domain';
import type { EntityManager } from 'typeorm';
import type { CustomerScope } from '../customer-scope';
import { feedsSeenBy } from '../overrides/feed-records';
import { STANDING_RESTRICTIONS } from '../restrictions/standing-restrictions';
import type { StandingRestriction } from '../restrictions/standing-restrictions';
import type { LiveFeed } from '../entities';

type Queries = Pick<EntityManager, 'query'>;

/** Through whose eyes an answer is looked at; all null: the provider's, who sees every feed. */
export interface AskedView {
  readonly customerId: string | null;
  /** One license of the customer; null: all of its licenses together. */
  readonly license: { readonly vendor: string; readonly licenseId: string } | null;
}

export interface StandingFacts {
  readonly generation: number;
  readonly madeAt: Date;
  readonly feeds: readonly LiveFeed[];
  readonly restrictions: readonly StandingRestriction[];
}

/** The generation in force and what the provider restricts. */
export async function readStandingFacts(manager: Queries): Promise<StandingFacts> {
  const [facts] = (await manager.query(
    `SELECT number::float8 AS generation, created_at AS "madeAt", feeds, ${STANDING_RESTRICTIONS} AS restrictions
     FROM generation ORDER BY number DESC LIMIT 1`,
  )) as StandingFacts[];
  if (facts === undefined) throw new Fault('SERVICE_UNAVAILABLE', 'the database holds no generation');
  return facts;
}

/**
 * The view of a customer, or of one of its licenses; `scope` confines it to the caller's own. Fault: NOT_FOUND for a
 * customer or a license that there is not, or that is another's.
 */
export async function askedView(
  manager: Queries,
  wanted: { readonly customer?: string | undefined; readonly license?: string | undefined },
  scope: CustomerScope,
): Promise<AskedView> {
  const { customer: named, license } = wanted;
  if (named !== undefined && scope !== null && named !== scope) throw absent('customer', named);
  const customer = named ?? scope;
  if (license !== undefined) return licenseView(manager, license, customer);
  if (customer === null) return { customerId: null, license: null };
  const rows = (await manager.query('SELECT 1 FROM customer WHERE id = $1', [customer])) as unknown[];
  if (rows.length === 0) throw absent('customer', customer);
  return { customerId: customer, license: null };
}

async function licenseView(manager: Queries, name: string, customer: string | null): Promise<AskedView> {
  const rows = (await manager.query(
    `SELECT vendor, license_id AS "licenseId", customer_id AS "customerId" FROM license
     WHERE license_id = $1 AND ($2::text IS NULL OR customer_id = $2) LIMIT 2`,
    [name, customer],
  )) as { vendor: string; licenseId: string; customerId: string }[];
  const [row, other] = rows;
  if (row === undefined) throw absent('license', name);
  if (other !== undefined) throw new Fault('REQUEST_MALFORMED', 'several vendors have a license of this id');
  return { customerId: row.customerId, license: { vendor: row.vendor, licenseId: row.licenseId } };
}

/** The feeds that are seen; null: every one. */
export async function feedsInView(manager: Queries, view: AskedView): Promise<ReadonlySet<string> | null> {
  if (view.license === null) return view.customerId === null ? null : feedsSeenBy(manager, view.customerId);
  // The key that counts: as the gate has it, terms of another key of the license do not.
  const rows = (await manager.query(
    `SELECT f.name FROM feed f
     LEFT JOIN LATERAL (
       SELECT k.feeds, k.vendor, l.granted_feeds FROM license l JOIN license_key k USING (vendor, license_id)
       WHERE l.vendor = $1 AND l.license_id = $2
       ORDER BY k.superseded_by IS NULL DESC, k.submitted_at DESC LIMIT 1) AS own ON true
     WHERE f.open OR f.name = ANY (own.granted_feeds) OR f.name = ANY (own.feeds)
       OR (own.feeds IS NULL AND own.vendor = f.vendor)`,
    [view.license.vendor, view.license.licenseId],
  )) as { name: string }[];
  return new Set(rows.map(({ name }) => name));
}

function absent(what: string, id: string): Fault {
  return new Fault('NOT_FOUND', `there is no ${what} ${id.slice(0, 192)}`);
}
