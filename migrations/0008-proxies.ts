import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The proxies of sites: whose they are, by which certificates they are known, what is set for them, what they delivered. */
export class Proxies0008 implements MigrationInterface {
  readonly name = 'Proxies1750000000008';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of PROXIES) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations only go forward; restore a backup to go back'));
  }
}

const PROXIES: readonly string[] = [
  `CREATE TABLE proxy (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    customer_id text REFERENCES customer (id) ON DELETE CASCADE,
    enrolled_at timestamptz NOT NULL,
    enrolled_by text NOT NULL,
    revoked_at timestamptz,
    last_seen_at timestamptz,
    last_version text,
    settings jsonb CHECK (jsonb_typeof(settings) = 'object'),
    settings_revision bigint NOT NULL DEFAULT 0
  )`,
  `COMMENT ON COLUMN proxy.customer_id IS 'Whose licenses it may deliver for; null: the provider''s own, for all'`,
  `COMMENT ON COLUMN proxy.settings IS 'Its own, which outrank proxy_defaults member by member; null: none'`,
  `COMMENT ON COLUMN proxy.settings_revision IS 'Goes up with each change of its own settings'`,
  `CREATE UNIQUE INDEX proxy_name ON proxy (name) WHERE revoked_at IS NULL`,
  `CREATE INDEX proxy_customer ON proxy (customer_id)`,
  `CREATE TABLE proxy_certificate (
    fingerprint bytea PRIMARY KEY CHECK (octet_length(fingerprint) = 32),
    proxy_id uuid NOT NULL REFERENCES proxy (id) ON DELETE CASCADE,
    expires_at timestamptz NOT NULL,
    added_at timestamptz NOT NULL,
    revoked_at timestamptz
  )`,
  `COMMENT ON COLUMN proxy_certificate.fingerprint IS 'SHA-256 of the certificate (DER). Two may be good at once: renewal'`,
  `CREATE INDEX proxy_certificate_proxy ON proxy_certificate (proxy_id)`,
  `CREATE TABLE proxy_defaults (
    id integer PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    settings jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(settings) = 'object'),
    revision bigint NOT NULL DEFAULT 0
  )`,
  `COMMENT ON TABLE proxy_defaults IS 'What the provider sets for all proxies; its revision goes up with each change'`,
  `INSERT INTO proxy_defaults DEFAULT VALUES`,
  `CREATE TABLE proxy_queue (
    queue_id bytea PRIMARY KEY CHECK (octet_length(queue_id) = 16),
    proxy_id uuid NOT NULL REFERENCES proxy (id) ON DELETE CASCADE,
    delivered bigint NOT NULL CHECK (delivered > 0),
    entry bytea NOT NULL CHECK (octet_length(entry) = 16),
    at timestamptz NOT NULL
  )`,
  `COMMENT ON COLUMN proxy_queue.delivered IS 'The last number that was taken; it and those below are never taken again'`,
  `COMMENT ON COLUMN proxy_queue.entry IS 'Digest of what had that number: the folder of a proxy that was put back, or copied, says a number twice'`,
  `CREATE INDEX proxy_queue_proxy ON proxy_queue (proxy_id, at)`,
];
