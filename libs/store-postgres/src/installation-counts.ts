import type { DataSource } from 'typeorm';

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

/** The order of LICENSING's decision table; `libs/licensing` judges a key by the same. */
const LICENSES = `SELECT state, count(*)::int AS n,
    count(*) FILTER (WHERE lives AND expires_at <= $1::timestamptz + interval '30 days')::int AS "30d",
    count(*) FILTER (WHERE lives AND expires_at <= $1::timestamptz + interval '7 days')::int AS "7d",
    count(*) FILTER (WHERE lives AND expires_at <= $1::timestamptz + interval '1 day')::int AS "1d"
  FROM (SELECT expires_at, CASE
      WHEN revoked_at IS NOT NULL THEN 'revoked'
      WHEN overlap_end <= $1 AND superseded_at IS NULL THEN 'changed'
      WHEN overlap_end <= $1 THEN 'superseded'
      WHEN not_before > $1 THEN 'not-yet-valid'
      WHEN expires_at + make_interval(days => grace_days) <= $1 THEN 'expired'
      WHEN overlap_end IS NOT NULL THEN 'overlap'
      WHEN expires_at <= $1 THEN 'grace'
      ELSE 'current' END AS state,
      revoked_at IS NULL AND superseded_at IS NULL AND expires_at > $1 AS lives
    FROM (SELECT DISTINCT ON (k.vendor, k.license_id) k.expires_at, k.grace_days, k.not_before, k.superseded_at,
        r.revoked_at, least(k.changed_at, k.superseded_at) + make_interval(hours => l.overlap_hours) AS overlap_end
      FROM license_key k JOIN license l USING (vendor, license_id)
      LEFT JOIN revoked_key r ON r.key_hash = k.key_hash AND r.vendor = k.vendor
      ORDER BY k.vendor, k.license_id, k.issued_at DESC) newest) judged
  GROUP BY state`;

const REST = `SELECT
  (SELECT count(*)::int FROM pending_submission) AS "pendingSubmissions",
  (SELECT count(*)::int FROM snapshot WHERE state = 'held') AS "heldSnapshots",
  (SELECT count(*)::int FROM knocking_key k WHERE k.last_seen > $1::timestamptz - interval '7 days' AND NOT EXISTS (
     SELECT 1 FROM license_key l WHERE l.submitted_at IS NOT NULL AND left(encode(l.key_hash, 'hex'), 8) = k.fingerprint)) AS "knockingKeys",
  (SELECT registry_revision::float8 FROM installation) AS "registryRevision",
  live.number::float8 AS generation, count(s.id)::int AS "liveFeeds",
  count(*) FILTER (WHERE (s.manifest->>'freshUntil')::timestamptz <= $1)::int AS "staleFeeds"
  FROM (SELECT number, feeds FROM generation ORDER BY number DESC LIMIT 1) live
  LEFT JOIN LATERAL jsonb_array_elements(live.feeds) f ON true
  LEFT JOIN snapshot s ON s.id = (f->>'snapshotId')::bigint
  GROUP BY live.number`;

type LicenseCount = { state: string; n: number } & InstallationCounts['expiring'];
type Rest = Omit<InstallationCounts, 'licenses' | 'expiring' | 'imports'>;

/** Counts everything at `now` (milliseconds since 1970). */
export async function countInstallation(source: DataSource, now: number): Promise<InstallationCounts> {
  const at = [new Date(now)];
  const licenses = (await source.query(LICENSES, at)) as LicenseCount[];
  const [rest] = (await source.query(REST, at)) as [Rest];
  const imports = (await source.query('SELECT state, count(*)::int AS n FROM package_import GROUP BY state')) as {
    state: string;
    n: number;
  }[];
  const sum = (within: '30d' | '7d' | '1d'): number => licenses.reduce((total, one) => total + one[within], 0);
  return {
    ...rest,
    licenses: Object.fromEntries(licenses.map(({ state, n }) => [state, n])),
    expiring: { '30d': sum('30d'), '7d': sum('7d'), '1d': sum('1d') },
    imports: Object.fromEntries(imports.map(({ state, n }) => [state, n])),
  };
}
