import type { EntityManager } from 'typeorm';
import type { LicenseName } from './registry-revision';

/** One step of a story, from the audit log. */
export interface HistoryEntry {
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** The newest of a story that has more; a license has a few events a year. */
const ENTRIES = 1_000;
const OF_LICENSES = `(action LIKE 'license.%' OR action LIKE 'integration-token.%')`;

/**
 * What happened to a license, oldest first. Ids are unique within a vendor, and before a license is registered a
 * file of the same id may have come for somebody else: neither is part of its story.
 */
export async function licenseHistory(
  manager: EntityManager,
  { vendor, licenseId }: LicenseName,
): Promise<HistoryEntry[]> {
  return newest(
    manager,
    `subject = $1 AND ${OF_LICENSES} AND detail->>'vendor' = $2 AND EXISTS (
       SELECT 1 FROM license l WHERE l.vendor = $2 AND l.license_id = $1
         AND coalesce(detail->>'customer', '') IN ('', coalesce(l.vendor_customer_id, l.customer_id)))`,
    [licenseId, vendor],
  );
}

/** What happened to a customer and to its licenses, oldest first. */
export async function customerHistory(manager: EntityManager, customerId: string): Promise<HistoryEntry[]> {
  return newest(
    manager,
    `(subject = $1 AND action LIKE 'customer.%') OR (${OF_LICENSES} AND EXISTS (
       SELECT 1 FROM license l WHERE l.customer_id = $1 AND l.license_id = subject AND l.vendor = detail->>'vendor'
         AND coalesce(detail->>'customer', '') IN ('', coalesce(l.vendor_customer_id, l.customer_id))))`,
    [customerId],
    `subject = $1 OR subject IN (SELECT license_id FROM license WHERE customer_id = $1)`,
  );
}

/** `within` narrows by subject alone, which has an index. */
async function newest(
  manager: EntityManager,
  where: string,
  parameters: unknown[],
  within = 'true',
): Promise<HistoryEntry[]> {
  const rows = (await manager.query(
    `SELECT at, actor, action, subject, detail FROM
       (SELECT * FROM audit_entry WHERE (${within}) AND (${where}) ORDER BY id DESC LIMIT ${String(ENTRIES)}) newest
     ORDER BY id`,
    parameters,
  )) as HistoryEntry[];
  return rows;
}
