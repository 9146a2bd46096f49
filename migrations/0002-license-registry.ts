import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the license registry needs beyond keys: a history of its revisions, customers of the provider's own, every
 * accepted file, tokens for third-party tools, how many endpoints use a key, and the provider's settings file. The
 * previous release goes on beside it: it writes revisions without history, which readers notice as a gap.
 */
export class LicenseRegistry0002 implements MigrationInterface {
  readonly name = 'LicenseRegistry1750000000002';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [
      ...LONG,
      ...REVISIONS,
      ...CUSTOMERS,
      ...TOKENS,
      ...ENDPOINTS,
      ...PROVIDER,
      ...ANNOUNCEMENTS,
    ]) {
      await runner.query(statement);
    }
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations only go forward; restore a backup to go back'));
  }
}

/** What takes its time with many licenses comes first: it keeps the previous release from writing, not from reading. */
const LONG = [
  `CREATE TABLE license_file (
    vendor text NOT NULL,
    license_id text NOT NULL,
    digest text NOT NULL,
    key_hash bytea NOT NULL CHECK (octet_length(key_hash) = 32),
    issued_at timestamptz NOT NULL,
    submitted_at timestamptz NOT NULL,
    submitted_by text NOT NULL,
    file text NOT NULL,
    PRIMARY KEY (vendor, license_id, digest),
    FOREIGN KEY (vendor, license_id) REFERENCES license (vendor, license_id)
  )`,
  `INSERT INTO license_file SELECT vendor, license_id, digest, key_hash, issued_at, submitted_at, submitted_by, file FROM license_key`,
  `CREATE INDEX license_customer ON license (customer_id, vendor, license_id)`,
  `CREATE INDEX license_by_id ON license (license_id text_pattern_ops)`,
  `CREATE INDEX license_key_fingerprint ON license_key (left(encode(key_hash, 'hex'), 8))`,
  `CREATE INDEX audit_entry_subject ON audit_entry (subject, id)`,
  `CREATE INDEX pending_submission_fingerprint ON pending_submission (left(encode(key_hash, 'hex'), 8))`,
  `CREATE INDEX revoked_key_fingerprint ON revoked_key (left(encode(key_hash, 'hex'), 8))`,
];

const REVISIONS = [
  `CREATE TABLE registry_change (
    revision bigint PRIMARY KEY,
    stamp uuid NOT NULL DEFAULT gen_random_uuid(),
    changed_at timestamptz NOT NULL DEFAULT now()
  )`,
  `INSERT INTO registry_change (revision) SELECT registry_revision FROM installation`,
  `COMMENT ON TABLE registry_change IS 'A stamp for each revision: a restored database that has reached the same number has another stamp'`,
  `ALTER TABLE license ADD COLUMN touched_revision bigint NOT NULL DEFAULT 0`,
  `CREATE INDEX license_touched ON license (touched_revision)`,
];

const CUSTOMERS = [
  `ALTER TABLE customer ADD COLUMN contacts jsonb NOT NULL DEFAULT '[]', ADD COLUMN note text NOT NULL DEFAULT '', ADD COLUMN vendor text`,
  `COMMENT ON COLUMN customer.vendor IS 'Of a customer that the provider added: the vendor whose license files may join it; NULL: whose comes first'`,
  `ALTER TABLE pending_submission ADD COLUMN vendor_customer_id text`,
  `ALTER TABLE admin_token ADD COLUMN customer_id text REFERENCES customer (id)`,
  `ALTER TABLE admin_token ADD CONSTRAINT admin_token_customer CHECK ((role = 'customer-administrator') = (customer_id IS NOT NULL))`,
];

const TOKENS = [
  `CREATE TABLE integration_token (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
    vendor text NOT NULL,
    license_id text NOT NULL,
    label text NOT NULL,
    protocols text[] NOT NULL CHECK (cardinality(protocols) > 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    created_by text NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    revoked_by text,
    FOREIGN KEY (vendor, license_id) REFERENCES license (vendor, license_id)
  )`,
  `CREATE INDEX integration_token_license ON integration_token (vendor, license_id)`,
];

const ENDPOINTS = [
  `CREATE TABLE key_use (
    key_hash bytea NOT NULL CHECK (octet_length(key_hash) = 32),
    day date NOT NULL,
    endpoints bytea NOT NULL,
    requests bigint NOT NULL,
    malformed_ids bigint NOT NULL DEFAULT 0,
    last_seen timestamptz NOT NULL,
    PRIMARY KEY (key_hash, day)
  )`,
  `COMMENT ON COLUMN key_use.endpoints IS 'A sketch from which the number of distinct endpoints is estimated, and no endpoint id can be read'`,
  `CREATE INDEX key_use_day ON key_use (day)`,
];

const PROVIDER = [
  `ALTER TABLE provider ADD COLUMN settings jsonb NOT NULL DEFAULT '{}'`,
  `CREATE TABLE provider_key (
    number integer PRIMARY KEY CHECK (number > 0),
    keyid text NOT NULL UNIQUE,
    made_at timestamptz NOT NULL,
    made_by text NOT NULL,
    succession jsonb,
    CHECK ((number = 1) = (succession IS NULL))
  )`,
  `COMMENT ON TABLE provider_key IS 'The keys that have signed settings files, the newest being in force; private keys are in files'`,
  `COMMENT ON COLUMN provider_key.succession IS 'The envelope by which the key before named this one'`,
  `CREATE TABLE provider_settings_file (
    serial bigint PRIMARY KEY CHECK (serial > 0),
    issued_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    issued_by text NOT NULL,
    signed_by text NOT NULL REFERENCES provider_key (keyid),
    provider_name text NOT NULL,
    provider_contacts jsonb NOT NULL,
    file text NOT NULL
  )`,
];

const ANNOUNCEMENTS = [
  `CREATE TABLE license_change (
    vendor text NOT NULL,
    license_id text NOT NULL,
    changed_at timestamptz NOT NULL,
    reason text NOT NULL,
    announced_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (vendor, license_id, changed_at)
  )`,
  `COMMENT ON TABLE license_change IS 'Changes that vendors announced; a license need not be registered here, or not yet'`,
];
