import { generateLicenseKey, licenseKeyHash } from '@pksn/licensing';
import type { DataSource } from '@pksn/store-postgres';
import { sectionLayout } from '@pksn/domain';

/** A license of the fixture is of the customer of its number modulo this one. */
export const CUSTOMERS = 100;
const OVERRIDES = 1_000;

/** Submitted keys of 100 customers, a license each, written as rows: signing each would take longer than the bench. */
export async function insertLicenses(source: DataSource, vendor: string, licenses: number): Promise<string[]> {
  const keys = Array.from({ length: licenses }, generateLicenseKey);
  await source.query(
    `INSERT INTO customer (id, name) SELECT 'customer-' || n, 'Customer ' || n FROM generate_series(0, $1::int - 1) n`,
    [CUSTOMERS],
  );
  await source.query(
    `INSERT INTO license (vendor, license_id, customer_id, product, edition)
     SELECT $1, 'license-' || n, 'customer-' || n % $3::int, 'Bench', 'Bench' FROM generate_series(1, $2::int) n`,
    [vendor, licenses, CUSTOMERS],
  );
  await source.query(
    `INSERT INTO license_key (key_hash, vendor, license_id, digest, supersedes, issued_at, not_before, expires_at, grace_days, file, submitted_at, submitted_by)
     SELECT hash, $1, 'license-' || n, encode(hash, 'hex'), '{}', now(), now() - interval '1 day', now() + interval '1 year', 0, '', now(), 'bench'
     FROM unnest($2::bytea[]) WITH ORDINALITY AS given (hash, n)`,
    [vendor, keys.map(licenseKeyHash)],
  );
  return keys;
}

/** 1,000 overrides of the live generation, half the provider's, on keys that only they know. */
export async function insertOverrides(source: DataSource): Promise<void> {
  await source.query(
    `INSERT INTO override (customer_id, object, section, key, zone, reason, author, added_in)
     SELECT CASE WHEN n % 2 = 0 THEN 'customer-' || n % $3::int END, '{}', $1, sha256(n::text::bytea), 'red', 'bench', 'bench', 1
     FROM generate_series(1, $2::int) n`,
    [sectionLayout('file-sha256').id, OVERRIDES, CUSTOMERS],
  );
}
