/**
 * Runs that are folded, leave, and are rebuilt. A run leaves in steps: nothing names it (`retired_at`), its partition is
 * detached and dropped, its files go, its row goes.
 *
 * The form is what a run's table is made after: made after `reputation_record` itself it would hold a lock on that until
 * the transaction that fills it ends, and no partition could be detached meanwhile.
 */
export const RUNS: readonly string[] = [
  `ALTER TABLE run ADD COLUMN retired_at timestamptz, ADD COLUMN files_digest text`,
  `COMMENT ON COLUMN run.retired_at IS 'Since when no snapshot names it: partition, files and row go, in this order'`,
  `COMMENT ON COLUMN run.files_digest IS 'SHA-256 of run.json, which names the digests of all files; NULL where the release before wrote it'`,
  `CREATE INDEX run_retired ON run (retired_at) WHERE retired_at IS NOT NULL`,
  `CREATE TABLE reputation_record_form (LIKE reputation_record INCLUDING CONSTRAINTS)`,
  `COMMENT ON TABLE reputation_record_form IS 'Empty: the form of a run''s table'`,
  `CREATE TABLE run_damage (
    run_id bigint PRIMARY KEY,
    detail text NOT NULL,
    found_by text NOT NULL,
    found_at timestamptz NOT NULL DEFAULT now(),
    failure text
  )`,
  `COMMENT ON TABLE run_damage IS 'Runs with files that are lost or damaged, until the worker has rebuilt them; failure: why the last attempt failed'`,
];
