import type { LicenseFilterState } from '@pksn/licensing';
import type { EntityManager } from 'typeorm';
import { fingerprintSql } from './fingerprint-sql';
import { licenseOrder } from './license-order';
import type { LicenseSort } from './license-order';
import type { RegisteredKey } from './license-rows';
import { selectKeys } from './license-rows';
import { keyStateSql } from './license-state-sql';
import { likePattern } from './like-pattern';
import type { LicenseName } from './registry-revision';

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

/**
 * A license's place in the list: that by which it is ordered (a time as ISO 8601), then its name. By customer or id it
 * never changes, so that pages neither repeat nor skip what stays; in the other orders what changes meanwhile may.
 */
export type LicensePlace = readonly [at: string, vendor: string, licenseId: string];

export interface LicensePage {
  /** Licenses with their keys, newest key first. */
  readonly licenses: readonly (readonly RegisteredKey[])[];
  /** Where the next page begins; null: this is the last. */
  readonly next: LicensePlace | null;
}

const FROM_NEWEST = `FROM license_key k LEFT JOIN revoked_key r ON r.key_hash = k.key_hash AND r.vendor = k.vendor
  WHERE k.vendor = l.vendor AND k.license_id = l.license_id`;

/** One page. `now` is in milliseconds since 1970, `limit` counts licenses. */
export async function listLicenses(
  manager: EntityManager,
  filter: LicenseFilter,
  page: { readonly after: LicensePlace | null; readonly limit: number; readonly sort?: LicenseSort },
  now: number,
): Promise<LicensePage> {
  const { sql, type, isDescending } = licenseOrder(page.sort ?? 'customer');
  const [direction, beyond] = isDescending ? ['DESC', '<'] : ['ASC', '>'];
  const parameters: unknown[] = [];
  const given = (value: unknown): string => `$${String(parameters.push(value))}`;
  const conditions = [
    // One whose only key a vendor that is trusted took back has none.
    'EXISTS (SELECT 1 FROM license_key k WHERE k.vendor = l.vendor AND k.license_id = l.license_id)',
    page.after === null
      ? null
      : `(${sql}, l.vendor, l.license_id) ${beyond} (${given(page.after[0])}::${type}, ${given(page.after[1])}, ${given(page.after[2])})`,
    filter.customerId === null ? null : `l.customer_id = ${given(filter.customerId)}`,
    filter.search === null ? null : searchCondition(filter.search, given),
    filter.state === null ? null : stateCondition(filter.state, now, given),
  ].filter((one) => one !== null);
  const rows = (await manager.query(
    `SELECT ${sql} AS at, l.vendor, l.license_id AS "licenseId" FROM license l JOIN customer c ON c.id = l.customer_id
     WHERE ${conditions.join(' AND ')}
     ORDER BY 1 ${direction}, l.vendor ${direction}, l.license_id ${direction} LIMIT ${given(page.limit + 1)}`,
    parameters,
  )) as Row[];
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  const next: LicensePlace | null =
    rows.length > page.limit && last !== undefined ? [placeText(last.at), last.vendor, last.licenseId] : null;
  return { licenses: await withKeys(manager, shown), next };
}

interface Row extends LicenseName {
  readonly at: string | Date;
}

function placeText(at: string | Date): string {
  return typeof at === 'string' ? at : at.toISOString();
}

/** Their keys, newest first, in the order of the licenses; one that lost its last key meanwhile is left out. */
async function withKeys(manager: EntityManager, names: readonly LicenseName[]): Promise<RegisteredKey[][]> {
  if (names.length === 0) return [];
  const keys = await selectKeys(manager, '(k.vendor, k.license_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))', [
    names.map((one) => one.vendor),
    names.map((one) => one.licenseId),
  ]);
  const licenses = new Map<string, RegisteredKey[]>(names.map((one) => [nameText(one), []]));
  for (const key of keys) licenses.get(nameText(key))?.push(key);
  return [...licenses.values()].filter((one) => one.length > 0);
}

function nameText({ vendor, licenseId }: LicenseName): string {
  return `${vendor}:${licenseId}`;
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
