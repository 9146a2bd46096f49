/** By what a list of licenses is ordered; with a hyphen before it, the other way round. */
export const LICENSE_ORDERS = ['customer', 'name', 'license', 'expires', 'asked'] as const;
type Order = (typeof LICENSE_ORDERS)[number];
export type LicenseSort = Order | `-${Order}`;
export const LICENSE_SORTS: readonly LicenseSort[] = LICENSE_ORDERS.flatMap((order): LicenseSort[] => [
  order,
  `-${order}`,
]);

const NEVER = `'epoch'::timestamptz`;
/** Places are times of JavaScript. */
const MS = `date_trunc('milliseconds'`;
const OF_LICENSE = 'k.vendor = l.vendor AND k.license_id = l.license_id';

const ORDERS: Readonly<Record<Order, { readonly sql: string; readonly type: 'text' | 'timestamptz' }>> = {
  customer: { sql: 'l.customer_id', type: 'text' },
  name: { sql: 'c.name', type: 'text' },
  license: { sql: 'l.license_id', type: 'text' },
  expires: {
    sql: `(SELECT ${MS}, k.expires_at) FROM license_key k WHERE ${OF_LICENSE} ORDER BY k.issued_at DESC LIMIT 1)`,
    type: 'timestamptz',
  },
  asked: {
    sql: `coalesce((SELECT ${MS}, max(u.last_seen)) FROM key_use u JOIN license_key k USING (key_hash) WHERE ${OF_LICENSE}), ${NEVER})`,
    type: 'timestamptz',
  },
};

/** What a sort stands for, over l (license) and c (customer): ordered by `sql`, then by vendor and id, all one way. */
export function licenseOrder(sort: LicenseSort): {
  readonly sql: string;
  readonly type: 'text' | 'timestamptz';
  readonly isDescending: boolean;
} {
  const isDescending = sort.startsWith('-');
  return { ...ORDERS[(isDescending ? sort.slice(1) : sort) as Order], isDescending };
}
