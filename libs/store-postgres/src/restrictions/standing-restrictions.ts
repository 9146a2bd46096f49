import type { RequestRestriction } from '@pksn/domain';

/** SQL for a JSON list of the provider's restrictions that are in force or to come, alike ones as one. */
export const STANDING_RESTRICTIONS = `coalesce((
  SELECT json_agg(r ORDER BY r."notBefore", r.objects) FROM (
    SELECT array_agg(object_type ORDER BY object_type) AS objects, mode, sample, ${utc('not_before')} AS "notBefore",
      ${utc('until')} AS until, reason
    FROM restriction WHERE until IS NULL OR until > judged_now()
    GROUP BY mode, sample, not_before, until, reason) r), '[]')`;

export type StandingRestriction = RequestRestriction;

function utc(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
