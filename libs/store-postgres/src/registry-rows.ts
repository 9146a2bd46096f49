import type { RegistryRow, TokenRow } from '@pksn/licensing';
import type { EntityManager } from 'typeorm';

/** Rows of one answer: read and taken in well under the time that a request may wait. */
const PAGE_ROWS = 500;

/** Milliseconds since 1970, as a Date would hold them; a number costs a reader a tenth of a Date. */
const ms = (column: string, name: string): string => `floor(extract(epoch FROM ${column}) * 1000)::float8 AS "${name}"`;

/** Only what decides: the files of 100,000 keys would be 200 MB. */
const KEYS = `SELECT k.key_hash AS "keyHash", k.vendor, k.license_id AS "licenseId", l.customer_id AS "customerId",
    c.name AS "customerName", l.product, k.feeds, l.granted_feeds AS "grantedFeeds",
    l.granted_revision::float8 AS "grantedRevision",
    k.requests_per_second AS "requestsPerSecond", l.overlap_hours AS "overlapHours", k.grace_days AS "graceDays",
    encode(k.superseded_by, 'hex') AS "supersededBy", ${ms('k.issued_at', 'issuedAt')},
    ${ms('k.submitted_at', 'submittedAt')}, ${ms('k.not_before', 'notBefore')}, ${ms('k.expires_at', 'expiresAt')},
    ${ms('k.changed_at', 'changedAt')}, ${ms('k.superseded_at', 'supersededAt')}, ${ms('r.revoked_at', 'revokedAt')}
  FROM license_key k
  JOIN license l USING (vendor, license_id)
  JOIN customer c ON c.id = l.customer_id
  LEFT JOIN revoked_key r ON r.key_hash = k.key_hash AND r.vendor = k.vendor`;

const TOKENS = `SELECT t.id, t.token_hash AS "tokenHash", t.vendor, t.license_id AS "licenseId", t.protocols,
    ${ms('t.expires_at', 'expiresAt')}, ${ms('t.revoked_at', 'revokedAt')}
  FROM integration_token t
  JOIN license l USING (vendor, license_id)`;

/** Keys and tokens of the licenses that were touched after a revision; inside a transaction. */
export async function registryRows(
  manager: EntityManager,
  afterRevision = -1,
): Promise<{ keys: RegistryRow[]; tokens: TokenRow[] }> {
  const where = afterRevision < 0 ? 'true' : `l.touched_revision > ${String(afterRevision)}`;
  return {
    keys: await paged<RegistryRow>(manager, `${KEYS} WHERE ${where}`),
    tokens: await paged<TokenRow>(manager, `${TOKENS} WHERE ${where}`),
  };
}

/** Page by page, so that neither an answer nor what is made of it holds the process up. */
async function paged<Row>(manager: EntityManager, query: string): Promise<Row[]> {
  const rows: Row[] = [];
  await manager.query(`DECLARE registry_rows NO SCROLL CURSOR FOR ${query}`);
  for (;;) {
    const page = (await manager.query(`FETCH ${String(PAGE_ROWS)} FROM registry_rows`)) as Row[];
    for (const row of page) rows.push(row);
    if (page.length < PAGE_ROWS) break;
  }
  await manager.query('CLOSE registry_rows');
  return rows;
}
