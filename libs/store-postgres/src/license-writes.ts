import type { SubmissionPlan, VerifiedLicense } from '@pksn/licensing';
import type { EntityManager } from 'typeorm';
import { keepLicenseFile } from './license-files';

/**
 * Writes what a plan says: the customer and the license if they are new, the key, and the keys that it replaces. Of a
 * former vendor's record that gives way, the accepted files stay.
 */
export async function writePlan(
  manager: EntityManager,
  { terms }: VerifiedLicense,
  { record, supersede, displaced }: SubmissionPlan & { kind: 'accept' },
  { file, actor }: { readonly file: string; readonly actor: string },
): Promise<void> {
  await manager.query('INSERT INTO customer (id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    record.customerId,
    record.customerName,
  ]);
  await manager.query(
    `INSERT INTO license (vendor, license_id, customer_id, vendor_customer_id, product, edition)
     VALUES ($1, $2, $3, nullif($4, $3), $5, $6)
     ON CONFLICT (vendor, license_id) DO UPDATE SET product = excluded.product, edition = excluded.edition`,
    [record.vendor, record.licenseId, record.customerId, record.vendorCustomerId, terms.product, terms.edition],
  );
  if (displaced !== null) {
    await manager.query('DELETE FROM license_key WHERE key_hash = $1 AND vendor = $2', [
      displaced.keyHash,
      displaced.vendor,
    ]);
  }
  await manager.query(
    `INSERT INTO license_key (key_hash, vendor, license_id, digest, supersedes, feeds, seats, requests_per_second, issued_at,
       not_before, expires_at, grace_days, file, submitted_at, submitted_by, changed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
     ON CONFLICT (key_hash) DO UPDATE SET digest = excluded.digest, supersedes = excluded.supersedes, feeds = excluded.feeds,
       seats = excluded.seats, requests_per_second = excluded.requests_per_second, issued_at = excluded.issued_at,
       not_before = excluded.not_before, expires_at = excluded.expires_at, grace_days = excluded.grace_days,
       file = excluded.file, submitted_at = excluded.submitted_at, submitted_by = excluded.submitted_by,
       changed_at = excluded.changed_at, superseded_at = NULL, superseded_by = NULL`,
    [
      record.keyHash,
      record.vendor,
      record.licenseId,
      record.digest,
      record.supersedes,
      record.feeds,
      terms.limits.seats,
      record.requestsPerSecond,
      new Date(record.issuedAt),
      new Date(record.notBefore),
      new Date(record.expiresAt),
      record.graceDays,
      file,
      dateOf(record.submittedAt),
      actor,
      dateOf(record.changedAt),
    ],
  );
  await keepLicenseFile(manager, record, file, actor);
  for (const old of supersede) {
    await manager.query('UPDATE license_key SET superseded_at = $2, superseded_by = $3 WHERE key_hash = $1', [
      old.keyHash,
      dateOf(old.supersededAt),
      old.supersededBy === null ? null : Buffer.from(old.supersededBy, 'hex'),
    ]);
  }
}

function dateOf(time: number | null): Date | null {
  return time === null ? null : new Date(time);
}
