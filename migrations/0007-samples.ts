/** Suspicious files that endpoints hand in: facts here, sealed content in a folder on disk. */
export const SAMPLES: readonly string[] = [
  `CREATE TABLE sample_store (
    id integer PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    recipient text NOT NULL,
    set_at timestamptz NOT NULL DEFAULT now()
  )`,
  `COMMENT ON TABLE sample_store IS 'The public key that samples are sealed for; the private one lies in a file'`,
  `CREATE TABLE sample (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sha256 bytea NOT NULL UNIQUE CHECK (octet_length(sha256) = 32),
    sha1 bytea CHECK (octet_length(sha1) = 20),
    md5 bytea CHECK (octet_length(md5) = 16),
    size_bytes bigint CHECK (size_bytes > 0),
    reports bigint NOT NULL DEFAULT 0,
    endpoints bigint NOT NULL DEFAULT 0,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    claimed_by text,
    claimed_token text,
    claimed_until timestamptz,
    verdict jsonb,
    decided_by text,
    decided_at timestamptz,
    released_at timestamptz,
    CHECK ((claimed_by IS NULL) = (claimed_until IS NULL) AND (claimed_by IS NULL) = (claimed_token IS NULL)),
    CHECK ((verdict IS NULL) = (decided_at IS NULL) AND (verdict IS NULL) = (decided_by IS NULL))
  )`,
  `COMMENT ON COLUMN sample.sha256 IS 'Of the whole file, also where only parts of it came'`,
  `COMMENT ON COLUMN sample.size_bytes IS 'Of the whole file, as sha1 and md5; null until it came whole'`,
  `COMMENT ON COLUMN sample.endpoints IS 'Endpoints that sent it; those that stopped since are counted, and no longer known'`,
  `COMMENT ON COLUMN sample.released_at IS 'A person erased the content: it is not kept when it comes again'`,
  `CREATE INDEX sample_open ON sample (id) WHERE verdict IS NULL`,
  `CREATE INDEX sample_last ON sample (last_at)`,
  `CREATE TABLE sample_content (
    id uuid PRIMARY KEY,
    sample_id bigint NOT NULL REFERENCES sample (id) ON DELETE CASCADE,
    first_byte bigint NOT NULL CHECK (first_byte >= 0),
    size_bytes bigint NOT NULL CHECK (size_bytes > 0),
    total_bytes bigint NOT NULL CHECK (total_bytes >= first_byte + size_bytes),
    sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
    stored_bytes bigint NOT NULL CHECK (stored_bytes > 0),
    received_at timestamptz NOT NULL,
    erased_at timestamptz,
    erased_why text CHECK (erased_why IN ('released', 'expired')),
    CHECK ((erased_at IS NULL) = (erased_why IS NULL))
  )`,
  `COMMENT ON COLUMN sample_content.total_bytes IS 'Of the whole file, as the sender says'`,
  `CREATE UNIQUE INDEX sample_content_held ON sample_content (sample_id, first_byte, sha256, total_bytes) WHERE erased_at IS NULL`,
  `CREATE INDEX sample_content_age ON sample_content (received_at) WHERE erased_at IS NULL`,
  `CREATE INDEX sample_content_sample ON sample_content (sample_id)`,
  `CREATE TABLE sample_report (
    sample_id bigint NOT NULL REFERENCES sample (id) ON DELETE CASCADE,
    endpoint bytea NOT NULL CHECK (octet_length(endpoint) = 16),
    customer_id text NOT NULL,
    last_at timestamptz NOT NULL,
    PRIMARY KEY (sample_id, endpoint)
  )`,
  `COMMENT ON TABLE sample_report IS 'Which endpoint sent which sample: for counting endpoints. Goes when the endpoint stops'`,
  `CREATE INDEX sample_report_endpoint ON sample_report (endpoint)`,
  `CREATE TABLE sample_usage (
    customer_id text NOT NULL,
    day date NOT NULL,
    files bigint NOT NULL,
    bytes bigint NOT NULL,
    PRIMARY KEY (customer_id, day)
  )`,
  `COMMENT ON TABLE sample_usage IS 'What counts for the quota of a customer: whatever was begun, known or not'`,
  `CREATE TABLE sample_arrival (
    id uuid PRIMARY KEY,
    bytes bigint NOT NULL,
    until timestamptz NOT NULL
  )`,
  `COMMENT ON TABLE sample_arrival IS 'Uploads under way and the room that is kept for them; one that is over was left by a process that died'`,
];
