/** The provider's own verdicts that are to travel: what `pksn package export` makes a package of. */
export const OWN_FEED: readonly string[] = [
  `CREATE TABLE own_feed_entry (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    object jsonb NOT NULL,
    names text[] NOT NULL CHECK (cardinality(names) BETWEEN 1 AND 3),
    zone text NOT NULL CHECK (zone IN ('red', 'orange', 'yellow', 'green')),
    threat text,
    product text,
    trust_group text CHECK (trust_group IN ('trusted', 'low-restricted', 'high-restricted', 'untrusted')),
    popularity bigint CHECK (popularity >= 0),
    first_seen date,
    reason text NOT NULL,
    sample bytea CHECK (octet_length(sample) = 32),
    author text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    removed_at timestamptz,
    removed_by text,
    CHECK (zone <> 'orange' OR object->>'type' IN ('url', 'domain', 'ip')),
    CHECK (zone <> 'yellow' OR object->>'type' IN ('file', 'software')),
    CHECK ((removed_at IS NULL) = (removed_by IS NULL))
  )`,
  `COMMENT ON TABLE own_feed_entry IS 'What the provider says of objects to other installations; rows that ended stay as history'`,
  `COMMENT ON COLUMN own_feed_entry.object IS 'Its type, and for files and certificates every hash that is known'`,
  `COMMENT ON COLUMN own_feed_entry.names IS 'What the object is found by, the strongest first: KIND:HEX'`,
  `COMMENT ON COLUMN own_feed_entry.sample IS 'SHA-256 of the sample on which an analyst gave this verdict'`,
  `CREATE UNIQUE INDEX own_feed_entry_live ON own_feed_entry ((names[1])) WHERE removed_at IS NULL`,
  // Not one of the kind gin: of a thousand keys at once the planner reads every row instead.
  `CREATE INDEX own_feed_entry_name1 ON own_feed_entry ((names[1]))`,
  `CREATE INDEX own_feed_entry_name2 ON own_feed_entry ((names[2])) WHERE names[2] IS NOT NULL`,
  `CREATE INDEX own_feed_entry_name3 ON own_feed_entry ((names[3])) WHERE names[3] IS NOT NULL`,
  `CREATE INDEX own_feed_entry_removed ON own_feed_entry (removed_at) WHERE removed_at IS NOT NULL`,
];
