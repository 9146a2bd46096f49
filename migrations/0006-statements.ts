/** What people are asked to agree to, and what each endpoint answered. */
export const STATEMENTS: readonly string[] = [
  `CREATE TABLE statement (
    id bigint PRIMARY KEY CHECK (id > 0),
    in_force_at timestamptz NOT NULL,
    source text NOT NULL,
    added_at timestamptz NOT NULL DEFAULT now()
  )`,
  `COMMENT ON TABLE statement IS 'Versions of the statement; a higher id is newer and covers the lower ones. Never changed, never deleted'`,
  `COMMENT ON COLUMN statement.source IS 'provider, or the feed whose package carried it'`,
  `CREATE TABLE statement_text (
    id bigint NOT NULL REFERENCES statement,
    language text NOT NULL,
    text text NOT NULL,
    sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
    PRIMARY KEY (id, language)
  )`,
  `CREATE UNIQUE INDEX statement_text_language ON statement_text (id, lower(language))`,
  `CREATE TABLE participation (
    endpoint bytea PRIMARY KEY CHECK (octet_length(endpoint) = 16),
    customer_id text NOT NULL,
    statement bigint NOT NULL,
    language text NOT NULL,
    requests boolean NOT NULL,
    contributions boolean NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now()
  )`,
  `COMMENT ON TABLE participation IS 'Endpoints that accepted; who stopped has no row. endpoint is a digest of a random pseudonym'`,
  `CREATE INDEX participation_customer ON participation (customer_id, statement)`,
  `CREATE TABLE participation_count (
    customer_id text PRIMARY KEY,
    endpoints bigint NOT NULL CHECK (endpoints >= 0)
  )`,
  `COMMENT ON TABLE participation_count IS 'Rows of participation by customer, so that no customer can fill the table'`,
];
