import type { CustomerHolding } from '@pksn/licensing';
import { storedCustomerId } from '@pksn/licensing';
import type { EntityManager } from 'typeorm';

/** Where a vendor's customer is stored, or will be with its first license; true while the registry's lock is held. */
export async function customerOfVendor(manager: EntityManager, vendor: string, id: string): Promise<string> {
  const [known] = (await manager.query(
    `SELECT customer_id AS "customerId" FROM license
     WHERE vendor = $1 AND coalesce(vendor_customer_id, customer_id) = $2 LIMIT 1`,
    [vendor, id],
  )) as { customerId: string }[];
  if (known !== undefined) return known.customerId;
  const [holding] = (await manager.query(
    `SELECT vendor, EXISTS (SELECT 1 FROM license l WHERE l.customer_id = c.id) AS "hasLicenses" FROM customer c WHERE id = $1`,
    [id],
  )) as CustomerHolding[];
  return storedCustomerId(vendor, id, holding ?? null);
}
