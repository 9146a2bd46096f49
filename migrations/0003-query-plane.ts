import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the query plane keeps beside the feeds: overrides written by machines, and statistics of its own. */
export class QueryPlane0003 implements MigrationInterface {
  readonly name = 'QueryPlane1750000000003';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...OVERRIDES, ...STATISTICS, ...CHANGES]) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations only go forward; restore a backup to go back'));
  }
}

const OVERRIDES: readonly string[] = [
  `ALTER TABLE override ADD COLUMN machine boolean NOT NULL DEFAULT false`,
  `COMMENT ON COLUMN override.machine IS 'Set by a machine: another machine of the same owner may replace it'`,
  `CREATE INDEX override_added ON override (added_in)`,
  `CREATE INDEX override_removed ON override (removed_in) WHERE removed_in IS NOT NULL`,
  `CREATE INDEX override_owner ON override (customer_id) WHERE removed_in IS NULL`,
  `CREATE INDEX override_object ON override (section, key, id)`,
  `ALTER TABLE admin_token ADD COLUMN rights jsonb`,
  `ALTER TABLE admin_token ADD COLUMN certificate_sha256 bytea UNIQUE CHECK (octet_length(certificate_sha256) = 32)`,
  `ALTER TABLE admin_token ALTER COLUMN token_hash DROP NOT NULL`,
  `ALTER TABLE admin_token ADD CONSTRAINT admin_token_secret CHECK ((token_hash IS NULL) <> (certificate_sha256 IS NULL))`,
  `ALTER TABLE admin_token ADD CONSTRAINT admin_token_rights CHECK ((role = 'override-writer') = (rights IS NOT NULL))`,
  `ALTER TABLE admin_token DROP CONSTRAINT admin_token_customer`,
  `ALTER TABLE admin_token ADD CONSTRAINT admin_token_customer CHECK (
    CASE role WHEN 'override-writer' THEN true WHEN 'customer-administrator' THEN customer_id IS NOT NULL ELSE customer_id IS NULL END)`,
  `COMMENT ON COLUMN admin_token.rights IS 'What a machine may write: kinds, zones, longest expiry in days, overrides a minute'`,
];

const STATISTICS: readonly string[] = [
  `CREATE TABLE query_statistics (
    hour timestamptz NOT NULL,
    object_type text NOT NULL,
    zone text NOT NULL,
    queries bigint NOT NULL,
    PRIMARY KEY (hour, object_type, zone)
  )`,
  `COMMENT ON TABLE query_statistics IS 'Verdicts that query processes gave, by hour (UTC): counts alone, of nobody'`,
  `CREATE TABLE unknown_object (
    hour timestamptz NOT NULL,
    object_type text NOT NULL,
    object text NOT NULL,
    queries bigint NOT NULL,
    PRIMARY KEY (hour, object_type, object)
  )`,
  `COMMENT ON TABLE unknown_object IS 'What was asked for most and is unknown; filled only where the provider switched it on'`,
];

/** What tells since when answers may be other ones: the change stream reads it. */
const CHANGES: readonly string[] = [
  `ALTER TABLE license ADD COLUMN granted_revision bigint NOT NULL DEFAULT 0`,
  `ALTER TABLE feed ADD COLUMN open_revision bigint NOT NULL DEFAULT 0`,
];
