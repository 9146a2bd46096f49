/**
 * What a snapshot changes against what is live, and guards: lists of objects that turn red only with a person's word,
 * and thresholds. A list never changes: an import of the same name makes a new one in its place. The previous release
 * goes on beside it: what it stages was not judged, and is judged before it goes live by itself here.
 */
export const GUARDS: readonly string[] = [
  `ALTER TABLE snapshot
    ADD COLUMN judged_against bigint,
    ADD COLUMN guard_revision text,
    ADD COLUMN preview jsonb,
    ADD COLUMN tallies jsonb,
    ADD COLUMN guard_trips jsonb,
    ADD COLUMN guard_reason text`,
  `COMMENT ON COLUMN snapshot.judged_against IS 'The live snapshot that preview and guards compared it with, 0 for none; NULL: not judged'`,
  `CREATE TABLE guard_list (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE CHECK (name <> ''),
    feed text,
    kind text NOT NULL CHECK (kind IN ('objects', 'hosts', 'certificates')),
    entries bigint NOT NULL,
    keys bigint NOT NULL,
    skipped jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    created_by text NOT NULL
  )`,
  `COMMENT ON COLUMN guard_list.feed IS 'NULL: for all feeds'`,
  `CREATE TABLE guard_key (
    list_id bigint NOT NULL REFERENCES guard_list (id),
    shelf smallint NOT NULL,
    key bytea NOT NULL,
    entry text NOT NULL,
    PRIMARY KEY (shelf, key, list_id)
  )`,
  `CREATE INDEX guard_key_list ON guard_key (list_id)`,
  `CREATE TABLE guard_threshold (
    feed text PRIMARY KEY,
    gone_percent float8 CHECK (gone_percent >= 0 AND gone_percent <= 100),
    popular_flips bigint CHECK (popular_flips >= 0),
    popular_from bigint NOT NULL CHECK (popular_from > 0),
    set_at timestamptz NOT NULL DEFAULT now(),
    set_by text NOT NULL
  )`,
  `COMMENT ON COLUMN guard_threshold.feed IS 'Empty: for all feeds that have no thresholds of their own'`,
];
