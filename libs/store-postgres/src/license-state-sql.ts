/** When a key ends that was replaced or whose license changed, over k (license_key) and l (license); null: neither. */
export const OVERLAP_END_SQL = 'least(k.changed_at, k.superseded_at) + make_interval(hours => l.overlap_hours)';
/** Until when an expired key goes on, over k. Days are 24 hours, whatever the session's time zone makes of them. */
export const GRACE_END_SQL = 'k.expires_at + make_interval(hours => 24 * k.grace_days)';

/**
 * The same judgement as the registry's in memory, as SQL over k (license_key), l (license) and r (revoked_key), so that
 * a list can be searched by it; `now` is an SQL expression. A test holds the two together.
 */
export function keyStateSql(now: string): string {
  return `CASE
    WHEN r.key_hash IS NOT NULL THEN 'revoked'
    WHEN ${now} >= ${OVERLAP_END_SQL} THEN CASE WHEN k.superseded_at IS NULL THEN 'changed' ELSE 'superseded' END
    WHEN ${now} < k.not_before THEN 'not-yet-valid'
    WHEN ${now} >= ${GRACE_END_SQL} THEN 'expired'
    WHEN ${now} >= k.changed_at OR k.superseded_at IS NOT NULL THEN 'overlap'
    WHEN ${now} >= k.expires_at THEN 'grace'
    ELSE 'current' END`;
}
