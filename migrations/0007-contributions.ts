/** What endpoints contribute: by endpoint for a time, and then only in sums that name none. */
export const CONTRIBUTIONS: readonly string[] = [
  `CREATE TABLE contribution (
    endpoint bytea NOT NULL CHECK (octet_length(endpoint) = 16),
    hour timestamptz NOT NULL,
    customer_id text NOT NULL,
    said jsonb NOT NULL,
    counted jsonb,
    is_new boolean NOT NULL DEFAULT true,
    PRIMARY KEY (endpoint, hour)
  )`,
  `COMMENT ON TABLE contribution IS 'What each endpoint last said of an hour, and what of it is in the sums. Expires, and goes when the endpoint stops'`,
  `COMMENT ON COLUMN contribution.said IS '{v: application version, c: [[counter, count]], d: [[kind, SHA-256, zone, threat or "", count]]}'`,
  `CREATE INDEX contribution_new ON contribution (hour, endpoint) WHERE is_new`,
  `CREATE INDEX contribution_hour ON contribution (hour)`,
  `CREATE TABLE contribution_day (
    customer_id text NOT NULL,
    day date NOT NULL,
    bytes bigint NOT NULL,
    PRIMARY KEY (customer_id, day)
  )`,
  `COMMENT ON TABLE contribution_day IS 'How much was taken from the endpoints of a customer on a day (UTC), so that no customer can fill the disk'`,
  `CREATE TABLE contributed_counter (
    hour timestamptz NOT NULL,
    customer_id text NOT NULL,
    application_version text NOT NULL,
    name text NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (hour, customer_id, application_version, name)
  )`,
  `CREATE TABLE contributed_detection (
    day date NOT NULL,
    customer_id text NOT NULL,
    kind text NOT NULL,
    key bytea NOT NULL CHECK (octet_length(key) = 32),
    zone text NOT NULL,
    threat text NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (day, customer_id, kind, key, zone, threat)
  )`,
  `CREATE TABLE sighting (
    sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
    endpoint bytea NOT NULL CHECK (octet_length(endpoint) = 16),
    first_hour timestamptz NOT NULL,
    last_hour timestamptz NOT NULL,
    PRIMARY KEY (sha256, endpoint)
  )`,
  `COMMENT ON TABLE sighting IS 'Which endpoint reported which file: for counting endpoints. Expires as contribution does'`,
  `CREATE INDEX sighting_endpoint ON sighting (endpoint)`,
  `CREATE INDEX sighting_last ON sighting (last_hour)`,
  `CREATE TABLE learnt_news (
    sha256 bytea PRIMARY KEY CHECK (octet_length(sha256) = 32),
    popularity_bucket smallint NOT NULL CHECK (popularity_bucket BETWEEN 5 AND 63),
    first_seen_day integer NOT NULL
  )`,
  `COMMENT ON TABLE learnt_news IS 'What 16 endpoints or more taught of files, and no generation says yet'`,
  `CREATE TABLE learnt_file (
    sha256 bytea PRIMARY KEY CHECK (octet_length(sha256) = 32),
    popularity_bucket smallint NOT NULL CHECK (popularity_bucket BETWEEN 5 AND 63),
    first_seen_day integer NOT NULL,
    is_gone boolean NOT NULL DEFAULT false,
    generation bigint NOT NULL
  )`,
  `COMMENT ON TABLE learnt_file IS 'How many endpoints reported a file, in powers of two, and since when; changes only with a generation'`,
  `COMMENT ON COLUMN learnt_file.generation IS 'The last one in which this changed'`,
  `CREATE INDEX learnt_file_generation ON learnt_file (generation)`,
];
