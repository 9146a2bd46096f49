/** What a request with a key gets now, in a word: the table of LICENSING as people see it. */
export const KEY_STATES = [
  'current',
  'overlap',
  'grace',
  'not-yet-valid',
  'expired',
  'changed',
  'superseded',
  'revoked',
] as const;
export type KeyState = (typeof KEY_STATES)[number];

/**
 * The same judgement as the registry's in memory, as SQL over k (license_key), l (license) and r (revoked_key), so that
 * a list can be searched by it; `now` is an SQL expression. A test holds the two together.
 */
export function keyStateSql(now: string): string {
  const replaced = `least(k.changed_at, k.superseded_at) + make_interval(hours => l.overlap_hours)`;
  return `CASE
    WHEN r.key_hash IS NOT NULL THEN 'revoked'
    WHEN ${now} >= ${replaced} THEN CASE WHEN k.superseded_at IS NULL THEN 'changed' ELSE 'superseded' END
    WHEN ${now} < k.not_before THEN 'not-yet-valid'
    WHEN ${now} >= k.expires_at + make_interval(hours => 24 * k.grace_days) THEN 'expired'
    WHEN k.changed_at IS NOT NULL OR k.superseded_at IS NOT NULL THEN 'overlap'
    WHEN ${now} >= k.expires_at THEN 'grace'
    ELSE 'current' END`;
}
