import type { LicenseFilterState } from '@pksn/licensing';
import type { EntityManager } from 'typeorm';
import { fingerprintSql } from './fingerprint-sql';
import type { RegisteredKey } from './license-rows';
import { selectKeys } from './license-rows';
import { keyStateSql } from './license-state-sql';
import { likePattern } from './like-pattern';

export interface LicenseFilter {
  readonly customerId: string | null;
  /**
   * `overlap`: any key of the license goes on though it was replaced; `awaiting` its next key, or the provider's
   * `approval` of one; the others: its newest key.
   */
  readonly state: LicenseFilterState | null;
  /** A part of the customer's name or id or of the license's id, or the fingerprint of a key. */
  readonly search: string | null;
}

/** A license's place in the list. It never changes, so that pages neither repeat nor skip what stays. */
export type LicensePlace = readonly [customerId: string, vendor: string, licenseId: string];

export interface LicensePage {
  /** Licenses with their keys, newest key first. */
  readonly licenses: readonly (readonly RegisteredKey[])[];
  /** Where the next page begins; null: this is the last. */
  readonly next: LicensePlace | null;
}

const FROM_NEWEST = `FROM license_key k LEFT JOIN revoked_key r ON r.key_hash = k.key_hash AND r.vendor = k.vendor
  WHERE k.vendor = l.vendor AND k.license_id = l.license_id`;

/** One page in one query, ordered by customer. `now` is in milliseconds since 1970, `limit` counts licenses. */
export async function listLicenses(
  manager: EntityManager,
  filter: LicenseFilter,
  page: { readonly after: LicensePlace | null; readonly limit: number },
  now: number,
): Promise<LicensePage> {
  const parameters: unknown[] = [];
  const given = (value: unknown): string => `$${String(parameters.push(value))}`;
  const conditions = [
    // One whose only key a vendor that is trusted took back has none.
    'EXISTS (SELECT 1 FROM license_key k WHERE k.vendor = l.vendor AND k.license_id = l.license_id)',
    page.after === null
      ? null
      : `(l.customer_id, l.vendor, l.license_id) > (${page.after.map((part) => given(part)).join(', ')})`,
    filter.customerId === null ? null : `l.customer_id = ${given(filter.customerId)}`,
    filter.search === null ? null : searchCondition(filter.search, given),
    filter.state === null ? null : stateCondition(filter.state, now, given),
  ].filter((one) => one !== null);
  const keys = await selectKeys(
    manager,
    `(l.vendor, l.license_id) IN (SELECT l.vendor, l.license_id FROM license l JOIN customer c ON c.id = l.customer_id
       WHERE ${conditions.join(' AND ')}
       ORDER BY l.customer_id, l.vendor, l.license_id LIMIT ${given(page.limit + 1)})`,
    parameters,
    'l.customer_id, l.vendor, l.license_id, k.issued_at DESC',
  );
  const licenses = byLicense(keys);
  const last = licenses[page.limit - 1]?.[0];
  const next: LicensePlace | null =
    licenses.length > page.limit && last !== undefined ? [last.customerId, last.vendor, last.licenseId] : null;
  return { licenses: licenses.slice(0, page.limit), next };
}

function byLicense(keys: readonly RegisteredKey[]): RegisteredKey[][] {
  const licenses = new Map<string, RegisteredKey[]>();
  for (const key of keys) {
    const id = `${key.vendor}:${key.licenseId}`;
    const known = licenses.get(id);
    if (known === undefined) licenses.set(id, [key]);
    else known.push(key);
  }
  return [...licenses.values()];
}

function searchCondition(text: string, given: (value: unknown) => string): string {
  const pattern = given(likePattern(text, 'anywhere'));
  const fingerprint = given(text.toLowerCase());
  return `(c.name ILIKE ${pattern} OR c.id ILIKE ${pattern} OR l.license_id ILIKE ${pattern} OR l.vendor_customer_id ILIKE ${pattern}
    OR (l.vendor, l.license_id) IN (SELECT vendor, license_id FROM license_key WHERE ${fingerprintSql('key_hash')} = ${fingerprint}))`;
}

function stateCondition(state: LicenseFilterState, now: number, given: (value: unknown) => string): string {
  if (state === 'approval') {
    return `EXISTS (SELECT 1 FROM pending_submission p WHERE p.vendor = l.vendor AND p.license_id = l.license_id)`;
  }
  const newest = (what: string): string => `(SELECT ${what} ${FROM_NEWEST} ORDER BY k.issued_at DESC LIMIT 1)`;
  if (state === 'awaiting') {
    return newest('k.changed_at IS NOT NULL AND k.superseded_at IS NULL AND r.key_hash IS NULL');
  }
  // PostgreSQL refuses a parameter that nothing uses, so it is given only from here on.
  const judged = keyStateSql(`${given(new Date(now))}::timestamptz`);
  if (state === 'overlap') return `EXISTS (SELECT 1 ${FROM_NEWEST} AND ${judged} = 'overlap')`;
  return `${newest(judged)} = ${given(state)}`;
}
