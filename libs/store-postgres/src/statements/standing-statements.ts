/** A version of the statement that is in force, or will be. */
export interface StandingStatement {
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly inForceAt: number;
  /** Language tags, sorted. */
  readonly languages: readonly string[];
}

/** SQL for the id of the newest statement in force; 0: none is. */
export const STATEMENT_IN_FORCE = 'SELECT coalesce(max(id), 0) FROM statement WHERE in_force_at <= judged_now()';

/** SQL for a JSON list of the newest statement in force and of those to come, oldest first. */
export const STANDING_STATEMENTS = `coalesce((
  SELECT json_agg(json_build_object(
    'id', s.id, 'inForceAt', floor(extract(epoch FROM s.in_force_at) * 1000),
    'languages', (SELECT json_agg(language ORDER BY language) FROM statement_text t WHERE t.id = s.id)) ORDER BY s.id)
  FROM statement s
  WHERE s.id >= coalesce((SELECT max(id) FROM statement WHERE in_force_at <= judged_now()), 0)), '[]')`;

/** The newest of these that is in force at `now` (milliseconds since 1970); null: none is. */
export function inForceAmong(statements: readonly StandingStatement[], now: number): StandingStatement | null {
  return statements.findLast((one) => one.inForceAt <= now) ?? null;
}
