import type { DataSource } from 'typeorm';
import { fingerprintSql } from './fingerprint-sql';
import { keyStateSql } from './license-state-sql';

/** How many of what there is: for metrics, which are asked every few seconds. */
export interface InstallationCounts {
  /** By the state of their newest key: the words of the decision table. */
  readonly licenses: Readonly<Record<string, number>>;
  /** Licenses that end within so many days, and have not ended yet. */
  readonly expiring: Readonly<Record<'30d' | '7d' | '1d', number>>;
  readonly imports: Readonly<Record<string, number>>;
  readonly knockingKeys: number;
  readonly pendingSubmissions: number;
  readonly heldSnapshots: number;
  readonly liveFeeds: number;
  readonly staleFeeds: number;
  readonly registryRevision: number;
  readonly generation: number;
}

const LICENSES = `SELECT state, count(*)::int AS n,
    count(*) FILTER (WHERE lives AND expires_at <= $1::timestamptz + interval '30 days')::int AS "30d",
    count(*) FILTER (WHERE lives AND expires_at <= $1::timestamptz + interval '7 days')::int AS "7d",
    count(*) FILTER (WHERE lives AND expires_at <= $1::timestamptz + interval '1 day')::int AS "1d"
  FROM (SELECT DISTINCT ON (k.vendor, k.license_id) k.expires_at, ${keyStateSql('$1::timestamptz')} AS state,
      r.key_hash IS NULL AND k.superseded_at IS NULL AND k.expires_at > $1::timestamptz AS lives
    FROM license_key k JOIN license l USING (vendor, license_id)
    LEFT JOIN revoked_key r ON r.key_hash = k.key_hash AND r.vendor = k.vendor
    WHERE $2::text IS NULL OR l.customer_id = $2
    ORDER BY k.vendor, k.license_id, k.issued_at DESC) judged
  GROUP BY state`;

const REST = `SELECT
  (SELECT count(*)::int FROM pending_submission) AS "pendingSubmissions",
  (SELECT count(*)::int FROM snapshot WHERE state = 'held') AS "heldSnapshots",
  (SELECT count(*)::int FROM knocking_key k WHERE k.last_seen > $1::timestamptz - interval '7 days' AND NOT EXISTS (
     SELECT 1 FROM license_key l WHERE l.submitted_at IS NOT NULL AND ${fingerprintSql('l.key_hash')} = k.fingerprint)) AS "knockingKeys",
  (SELECT registry_revision::float8 FROM installation) AS "registryRevision",
  live.number::float8 AS generation, count(s.id)::int AS "liveFeeds",
  count(*) FILTER (WHERE (s.manifest->>'freshUntil')::timestamptz <= $1)::int AS "staleFeeds"
  FROM (SELECT number, feeds FROM generation ORDER BY number DESC LIMIT 1) live
  LEFT JOIN LATERAL jsonb_array_elements(live.feeds) f ON true
  LEFT JOIN snapshot s ON s.id = (f->>'snapshotId')::bigint
  GROUP BY live.number`;

type LicenseCount = { state: string; n: number } & InstallationCounts['expiring'];
export type LicenseCounts = Pick<InstallationCounts, 'licenses' | 'expiring'>;
type Rest = Omit<InstallationCounts, 'licenses' | 'expiring' | 'imports'>;

/** Licenses of one customer, or of all (null), at `now` (milliseconds since 1970). */
export async function countLicenses(
  source: DataSource,
  now: number,
  customerId: string | null,
): Promise<LicenseCounts> {
  const rows = (await source.query(LICENSES, [new Date(now), customerId])) as LicenseCount[];
  const sum = (within: '30d' | '7d' | '1d'): number => rows.reduce((total, one) => total + one[within], 0);
  return {
    licenses: Object.fromEntries(rows.map(({ state, n }) => [state, n])),
    expiring: { '30d': sum('30d'), '7d': sum('7d'), '1d': sum('1d') },
  };
}

/** Counts everything at `now` (milliseconds since 1970). */
export async function countInstallation(source: DataSource, now: number): Promise<InstallationCounts> {
  const at = [new Date(now)];
  const licenses = await countLicenses(source, now, null);
  const [rest] = (await source.query(REST, at)) as [Rest];
  const imports = (await source.query('SELECT state, count(*)::int AS n FROM package_import GROUP BY state')) as {
    state: string;
    n: number;
  }[];
  return {
    ...rest,
    ...licenses,
    imports: Object.fromEntries(imports.map(({ state, n }) => [state, n])),
  };
}
