import type { MigrationInterface, QueryRunner } from 'typeorm';
import { LICENSES } from './0001-license-tables';

/**
 * The first schema. Records live in one list-partitioned table, a partition for each run: a partition is filled,
 * keyed and attached in one transaction and never changed afterwards. Everything else is small.
 */
export class Foundation0001 implements MigrationInterface {
  readonly name = 'Foundation0001750000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...INSTALLATION, ...FEEDS, ...LICENSES, ...RECORDS]) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations only go forward; restore a backup to go back'));
  }
}

const INSTALLATION = [
  `CREATE TABLE installation (
    id boolean PRIMARY KEY DEFAULT true CHECK (id),
    identity uuid NOT NULL DEFAULT gen_random_uuid(),
    epoch uuid NOT NULL DEFAULT gen_random_uuid(),
    registry_revision bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now()
  )`,
  `INSERT INTO installation DEFAULT VALUES`,
  `CREATE TABLE provider (
    id boolean PRIMARY KEY DEFAULT true CHECK (id),
    name text NOT NULL,
    contacts jsonb NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now()
  )`,
  `INSERT INTO provider (name, contacts) VALUES ('Private KSN provider', '[]')`,
  `CREATE TABLE admin_token (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
    role text NOT NULL,
    label text NOT NULL,
    evaluation boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
  )`,
  `CREATE TABLE audit_entry (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    actor text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    detail jsonb NOT NULL DEFAULT '{}'
  )`,
];

const FEEDS = [
  `CREATE TABLE vendor (
    name text PRIMARY KEY,
    anchor_fingerprint text NOT NULL,
    trusted_at timestamptz NOT NULL DEFAULT now()
  )`,
  `CREATE TABLE vendor_root (
    vendor text NOT NULL REFERENCES vendor (name) ON DELETE CASCADE,
    version integer NOT NULL CHECK (version > 0),
    fingerprint text NOT NULL,
    envelope jsonb NOT NULL,
    expires_at timestamptz NOT NULL,
    added_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (vendor, version)
  )`,
  `CREATE TABLE feed (
    name text PRIMARY KEY,
    vendor text NOT NULL,
    priority integer NOT NULL DEFAULT 100,
    activation text NOT NULL DEFAULT 'immediate',
    open boolean NOT NULL DEFAULT false,
    pinned boolean NOT NULL DEFAULT false,
    floor_version bigint NOT NULL DEFAULT 0,
    floor_digest text,
    created_at timestamptz NOT NULL DEFAULT now()
  )`,
  `CREATE TABLE package_import (
    id uuid PRIMARY KEY,
    file_name text NOT NULL,
    size_bytes bigint NOT NULL,
    sha256 text NOT NULL,
    hold boolean NOT NULL DEFAULT false,
    actor text NOT NULL,
    state text NOT NULL CHECK (state IN ('received', 'verified', 'staged', 'ready', 'active', 'held', 'rejected', 'unchanged')),
    feed text,
    version bigint,
    kind text,
    manifest_digest text,
    code text,
    detail text,
    snapshot_id bigint,
    generation bigint,
    phase text,
    done_records bigint,
    total_records bigint,
    attempts integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
  )`,
  `CREATE INDEX package_import_unfinished ON package_import (created_at) WHERE state IN ('received', 'verified', 'staged', 'ready')`,
  `CREATE INDEX package_import_newest ON package_import (created_at DESC, id)`,
  `CREATE SEQUENCE run_id`,
  `CREATE TABLE run (
    id bigint PRIMARY KEY,
    feed text NOT NULL,
    version bigint NOT NULL,
    sections jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  )`,
  `CREATE TABLE snapshot (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    feed text NOT NULL REFERENCES feed (name),
    version bigint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('full', 'delta')),
    base_id bigint REFERENCES snapshot (id),
    state text NOT NULL CHECK (state IN ('ready', 'held', 'active', 'retained')),
    state_hash text NOT NULL,
    manifest_digest text NOT NULL,
    manifest jsonb NOT NULL,
    counts jsonb NOT NULL,
    runs bigint[] NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    activated_at timestamptz,
    UNIQUE (feed, version)
  )`,
  `CREATE TABLE generation (
    number bigint PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now(),
    reason text NOT NULL,
    actor text NOT NULL,
    feeds jsonb NOT NULL
  )`,
  `INSERT INTO generation (number, reason, actor, feeds) VALUES (1, 'installation', 'system', '[]')`,
  `CREATE TABLE override (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id text,
    object jsonb NOT NULL,
    section smallint NOT NULL,
    key bytea NOT NULL,
    zone text NOT NULL CHECK (zone IN ('red', 'orange', 'yellow', 'green', 'grey')),
    trust_group text,
    threat text,
    reason text NOT NULL,
    author text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    added_in bigint NOT NULL,
    removed_in bigint,
    removed_by text,
    CHECK (zone <> 'orange' OR section IN (8, 9, 10)),
    CHECK (zone <> 'yellow' OR section IN (3, 4, 5, 14))
  )`,
  `CREATE UNIQUE INDEX override_live ON override (coalesce(customer_id, ''), section, key) WHERE removed_in IS NULL`,
  `CREATE INDEX override_expiry ON override (expires_at) WHERE removed_in IS NULL AND expires_at IS NOT NULL`,
];

const RECORDS = [
  `CREATE TABLE reputation_record (
    run_id bigint NOT NULL,
    section smallint NOT NULL,
    key bytea NOT NULL,
    zone smallint,
    value bytea NOT NULL,
    CONSTRAINT reputation_record_zone CHECK (zone BETWEEN 0 AND 4),
    CONSTRAINT reputation_record_orange CHECK (zone <> 2 OR section IN (8, 9, 10)),
    CONSTRAINT reputation_record_yellow CHECK (zone <> 3 OR section IN (3, 4, 5, 14)),
    CONSTRAINT reputation_record_value CHECK (zone IS NULL OR zone = (get_byte(value, 0) & 7))
  ) PARTITION BY LIST (run_id)`,
  `CREATE VIEW reputation AS
    SELECT run_id, section, encode(key, 'hex') AS key,
      (ARRAY['removed', 'red', 'orange', 'yellow', 'green'])[zone + 1] AS zone,
      (ARRAY['trusted', 'low-restricted', 'high-restricted', 'untrusted'])[get_byte(value, 1) & 7] AS trust_group,
      get_byte(value, 2) AS popularity_bucket,
      date '1970-01-01' + nullif(get_byte(value, 4) * 256 + get_byte(value, 5), 0) AS first_seen,
      nullif(encode(substring(value from 9 for 8), 'hex'), '0000000000000000') AS threat_key,
      nullif(encode(substring(value from 17 for 8), 'hex'), '0000000000000000') AS product_key
    FROM reputation_record WHERE zone IS NOT NULL`,
  `COMMENT ON VIEW reputation IS 'Records in words, run by run; name keys are section 1 of reputation_record'`,
];
