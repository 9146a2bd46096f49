import type { LicenseRecord } from '@pksn/licensing';
import type { EntityManager } from 'typeorm';

/** A registered key with what only people look at. */
export interface RegisteredKey extends LicenseRecord {
  readonly product: string;
  readonly edition: string;
  readonly seats: number | null;
  readonly receivedAt: number;
  readonly submittedBy: string;
}

interface Row {
  key_hash: Buffer;
  vendor: string;
  license_id: string;
  customer_id: string;
  vendor_customer_id: string;
  customer_name: string;
  product: string;
  edition: string;
  digest: string;
  supersedes: string[];
  feeds: string[] | null;
  granted_feeds: string[];
  seats: number | null;
  requests_per_second: number | null;
  overlap_hours: number;
  grace_days: number;
  issued_at: Date;
  not_before: Date;
  expires_at: Date;
  received_at: Date;
  submitted_at: Date;
  submitted_by: string;
  changed_at: Date | null;
  superseded_at: Date | null;
  superseded_by: Buffer | null;
  revoked_at: Date | null;
}

/** Without the files: those of all the keys that an announcement may name are hundreds of megabytes. */
const SELECT = `SELECT k.key_hash, k.vendor, k.license_id, k.digest, k.supersedes, k.feeds, k.seats, k.requests_per_second,
    k.grace_days, k.issued_at, k.not_before, k.expires_at, k.received_at, k.submitted_at, k.submitted_by, k.changed_at,
    k.superseded_at, k.superseded_by, l.customer_id,
    coalesce(l.vendor_customer_id, l.customer_id) AS vendor_customer_id, c.name AS customer_name, l.product, l.edition, l.overlap_hours, l.granted_feeds, r.revoked_at
  FROM license_key k
  JOIN license l USING (vendor, license_id)
  JOIN customer c ON c.id = l.customer_id
  LEFT JOIN revoked_key r ON r.key_hash = k.key_hash AND r.vendor = k.vendor`;

/** Registered keys; `where` is a condition over k (key), l (license) and c (customer), `order` is over them, too. */
export async function selectKeys(
  manager: EntityManager,
  where = 'true',
  parameters: unknown[] = [],
  order = 'k.issued_at DESC',
): Promise<RegisteredKey[]> {
  const rows = (await manager.query(`${SELECT} WHERE ${where} ORDER BY ${order}`, parameters)) as Row[];
  return rows.map(registeredKey);
}

function registeredKey(row: Row): RegisteredKey {
  return {
    keyHash: row.key_hash,
    vendor: row.vendor,
    licenseId: row.license_id,
    customerId: row.customer_id,
    vendorCustomerId: row.vendor_customer_id,
    customerName: row.customer_name,
    product: row.product,
    edition: row.edition,
    digest: row.digest,
    supersedes: row.supersedes,
    feeds: row.feeds,
    grantedFeeds: row.granted_feeds,
    seats: row.seats,
    requestsPerSecond: row.requests_per_second,
    overlapHours: row.overlap_hours,
    graceDays: row.grace_days,
    issuedAt: row.issued_at.getTime(),
    notBefore: row.not_before.getTime(),
    expiresAt: row.expires_at.getTime(),
    receivedAt: row.received_at.getTime(),
    submittedAt: row.submitted_at.getTime(),
    submittedBy: row.submitted_by,
    changedAt: row.changed_at?.getTime() ?? null,
    supersededAt: row.superseded_at?.getTime() ?? null,
    supersededBy: row.superseded_by?.toString('hex') ?? null,
    revokedAt: row.revoked_at?.getTime() ?? null,
  };
}
