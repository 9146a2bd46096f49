/** Requests that the provider does not take for a time, or from a share of endpoints only. */
export const RESTRICTIONS: readonly string[] = [
  `CREATE TABLE restriction (
    object_type text PRIMARY KEY CHECK (object_type IN ('file', 'url', 'domain', 'ip', 'certificate', 'software')),
    mode text NOT NULL CHECK (mode IN ('disabled', 'sampled')),
    sample integer CHECK (sample BETWEEN 1 AND 99),
    not_before timestamptz NOT NULL,
    until timestamptz CHECK (until > not_before),
    reason text NOT NULL,
    set_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((mode = 'sampled') = (sample IS NOT NULL))
  )`,
  `COMMENT ON TABLE restriction IS 'One row for each kind of object that the provider restricts; what was before is in the audit log'`,
  `COMMENT ON COLUMN restriction.until IS 'First instant at which it is over; null: until it is lifted'`,
];
