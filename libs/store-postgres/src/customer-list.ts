import type { DataSource } from 'typeorm';
import type { CustomerScope } from './customer-scope';
import type { CustomerRecord } from './customer-record';
import { keyStateSql } from './license-state-sql';
import { likePattern } from './like-pattern';

/** By what a list of customers is ordered; with a hyphen before it, the other way round. */
const ORDERS = {
  id: { sql: 'c.id', type: 'text' },
  name: { sql: 'c.name', type: 'text' },
  created: { sql: '(extract(epoch FROM c.created_at) * 1000000)::bigint', type: 'bigint' },
} as const;
type Order = keyof typeof ORDERS;
export type CustomerSort = Order | `-${Order}`;
export const CUSTOMER_SORTS: readonly CustomerSort[] = (Object.keys(ORDERS) as Order[]).flatMap(
  (order): CustomerSort[] => [order, `-${order}`],
);

/** Where a page ends: that by which it is ordered (a time as microseconds since 1970), then the id. */
export type CustomerPlace = readonly [at: string, id: string];

/** Of `customer c`, in the shape of CustomerRecord. */
export const CUSTOMER_COLUMNS = `c.id, c.name, c.contacts, c.note, c.vendor, c.created_at AS "createdAt",
  (SELECT count(*)::int FROM license l WHERE l.customer_id = c.id) AS licenses`;

export interface CustomerFilter {
  readonly scope: CustomerScope;
  /** A part of the name or the id. */
  readonly search: string | null;
  readonly sort: CustomerSort;
  readonly after: CustomerPlace | null;
  readonly limit: number;
}

export interface ListedCustomer extends CustomerRecord {
  readonly place: CustomerPlace;
  /** How many of its licenses are in which state, that of their newest key. */
  readonly states: Readonly<Record<string, number>>;
}

const STATES = `(SELECT jsonb_object_agg(state, n) FROM (
    SELECT state, count(*)::int AS n FROM license l CROSS JOIN LATERAL (
      SELECT ${keyStateSql('$1::timestamptz')} AS state FROM license_key k
      LEFT JOIN revoked_key r ON r.key_hash = k.key_hash AND r.vendor = k.vendor
      WHERE k.vendor = l.vendor AND k.license_id = l.license_id ORDER BY k.issued_at DESC LIMIT 1) newest
    WHERE l.customer_id = c.id GROUP BY state) counted)`;

/** A page of the customers that the scope lets be seen; `now` is in milliseconds since 1970. */
export async function listCustomers(
  source: DataSource,
  filter: CustomerFilter,
  now: number,
): Promise<ListedCustomer[]> {
  const { scope, search, sort, after, limit } = filter;
  const isDescending = sort.startsWith('-');
  const order = (isDescending ? sort.slice(1) : sort) as Order;
  const { sql: by, type } = ORDERS[order];
  const [direction, beyond] = isDescending ? ['DESC', '<'] : ['ASC', '>'];
  const rows = (await source.query(
    `SELECT page.*, ${STATES.replaceAll('c.id', 'page.id')} AS states FROM (
       SELECT ${CUSTOMER_COLUMNS}, ${by} AS at FROM customer c
       WHERE ($2::text IS NULL OR c.id = $2) AND ($3::text IS NULL OR c.id ILIKE $3 OR c.name ILIKE $3)
         AND ($4::text IS NULL OR (${by}, c.id) ${beyond} ($4::${type}, $5))
       ORDER BY ${by} ${direction}, c.id ${direction} LIMIT $6) page
     ORDER BY page.at ${direction}, page.id ${direction}`,
    [
      new Date(now),
      scope,
      search === null ? null : likePattern(search, 'anywhere'),
      after?.[0] ?? null,
      after?.[1] ?? null,
      limit,
    ],
  )) as (CustomerRecord & { at: string; states: Record<string, number> | null })[];
  return rows.map(({ at, states, ...one }) => ({ ...one, place: [at, one.id], states: states ?? {} }));
}
