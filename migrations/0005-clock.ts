/** The clock's high-water mark, and the time that SQL judges by. */
export const CLOCK: readonly string[] = [
  `CREATE TABLE clock_mark (
     singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
     mark timestamptz,
     resets integer NOT NULL DEFAULT 0
   )`,
  `COMMENT ON COLUMN clock_mark.mark IS 'The highest time that was judged by; NULL until the first process keeps one'`,
  `COMMENT ON COLUMN clock_mark.resets IS 'How often a person has set it to the time of the clock'`,
  `INSERT INTO clock_mark DEFAULT VALUES`,
  // The rule of judgedTime, as far as one moment tells: processes keep the mark within a minute of what they judge by.
  `CREATE FUNCTION judged_now(at timestamptz DEFAULT now()) RETURNS timestamptz LANGUAGE sql STABLE AS $$
     SELECT coalesce(
       (SELECT CASE WHEN at > mark + interval '24 hours' THEN mark
          ELSE greatest(mark, at) END FROM clock_mark),
       at)
   $$`,
  `COMMENT ON FUNCTION judged_now(timestamptz) IS 'What expires is compared with this, never with now()'`,
];
