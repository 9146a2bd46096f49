import type { KnownLicenses, LicenseRecord, VerifiedLicense } from '@pksn/licensing';
import type { EntityManager } from 'typeorm';
import { selectKeys } from './license-rows';
import { announcedChanges } from './license-status';
import { customerOfVendor } from './vendor-customer';

/** What is registered already that the license can touch; true for as long as the registry's lock is held. */
export async function knownLicenses(
  manager: EntityManager,
  { terms, vendor }: VerifiedLicense,
): Promise<KnownLicenses> {
  const keyHash = Buffer.from(terms.keyHash, 'hex');
  const records = await selectKeys(
    manager,
    `k.key_hash = $1 OR (k.vendor = $2 AND (k.license_id = $3 OR coalesce(l.vendor_customer_id, l.customer_id) = $4))`,
    [keyHash, vendor, terms.licenseId, terms.customer.id],
  );
  const revoked = (await manager.query('SELECT 1 FROM revoked_key WHERE key_hash = $1 AND vendor = $2', [
    keyHash,
    vendor,
  ])) as unknown[];
  return {
    records,
    customerId: await customerOfVendor(manager, vendor, terms.customer.id),
    revokedHashes: new Set(revoked.length > 0 ? [terms.keyHash] : []),
    announcedChanges: await announcedChanges(manager, vendor, terms.licenseId),
    formerVendors: await formerVendors(manager, records),
  };
}

async function formerVendors(manager: EntityManager, records: readonly LicenseRecord[]): Promise<ReadonlySet<string>> {
  const rows = (await manager.query(
    'SELECT named FROM unnest($1::text[]) AS named WHERE NOT EXISTS (SELECT 1 FROM vendor WHERE name = named)',
    [[...new Set(records.map((one) => one.vendor))]],
  )) as { named: string }[];
  return new Set(rows.map((row) => row.named));
}
