/** Customers, licenses, their keys, and what is known of keys without a license: part of the foundation. */
export const LICENSES: readonly string[] = [
  `CREATE TABLE customer (
    id text PRIMARY KEY,
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  )`,
  `CREATE TABLE license (
    vendor text NOT NULL,
    license_id text NOT NULL,
    customer_id text NOT NULL REFERENCES customer (id),
    vendor_customer_id text,
    product text NOT NULL,
    edition text NOT NULL,
    overlap_hours integer NOT NULL DEFAULT 72 CHECK (overlap_hours >= 0),
    granted_feeds text[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (vendor, license_id)
  )`,
  `CREATE TABLE license_key (
    key_hash bytea PRIMARY KEY CHECK (octet_length(key_hash) = 32),
    vendor text NOT NULL,
    license_id text NOT NULL,
    digest text NOT NULL,
    supersedes text[] NOT NULL,
    feeds text[],
    seats integer,
    requests_per_second integer,
    issued_at timestamptz NOT NULL,
    not_before timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    grace_days integer NOT NULL,
    file text NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    submitted_at timestamptz NOT NULL,
    submitted_by text NOT NULL,
    changed_at timestamptz,
    superseded_at timestamptz,
    superseded_by bytea,
    FOREIGN KEY (vendor, license_id) REFERENCES license (vendor, license_id)
  )`,
  `CREATE INDEX license_key_license ON license_key (vendor, license_id)`,
  `CREATE TABLE pending_submission (
    digest text PRIMARY KEY,
    vendor text NOT NULL,
    license_id text NOT NULL,
    customer text NOT NULL,
    key_hash bytea NOT NULL CHECK (octet_length(key_hash) = 32),
    issued_at timestamptz NOT NULL,
    file text NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (vendor, license_id)
  )`,
  `CREATE TABLE revoked_key (
    key_hash bytea NOT NULL CHECK (octet_length(key_hash) = 32),
    vendor text NOT NULL,
    revoked_at timestamptz NOT NULL,
    revoked_by text NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (key_hash, vendor)
  )`,
  `CREATE TABLE knocking_key (
    fingerprint text PRIMARY KEY,
    first_seen timestamptz NOT NULL,
    last_seen timestamptz NOT NULL,
    knocks bigint NOT NULL
  )`,
];
