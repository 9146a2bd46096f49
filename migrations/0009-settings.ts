import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What administrators set for the installation while it runs, and what its processes say of their own configuration. */
export class Settings0009 implements MigrationInterface {
  readonly name = 'Settings1750000000009';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of SETTINGS) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations only go forward; restore a backup to go back'));
  }
}

const SETTINGS: readonly string[] = [
  `CREATE TABLE installation_setting (
    name text PRIMARY KEY,
    value jsonb NOT NULL CHECK (jsonb_typeof(value) IN ('number', 'boolean')),
    set_at timestamptz NOT NULL,
    set_by text NOT NULL
  )`,
  `COMMENT ON TABLE installation_setting IS 'What outranks the configuration of processes; without a row each goes by its own'`,
  `CREATE TABLE installation_setting_revision (
    id integer PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    revision bigint NOT NULL DEFAULT 0
  )`,
  `INSERT INTO installation_setting_revision DEFAULT VALUES`,
  `CREATE TABLE process_report (
    process text NOT NULL,
    instance text NOT NULL,
    version text NOT NULL,
    started_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    settings jsonb NOT NULL CHECK (jsonb_typeof(settings) = 'object'),
    listener jsonb CHECK (jsonb_typeof(listener) = 'object'),
    PRIMARY KEY (process, instance)
  )`,
  `COMMENT ON TABLE process_report IS 'Processes of the service as they say they are configured; a row is forgotten a day after it was last seen'`,
  `COMMENT ON COLUMN process_report.listener IS 'Address, names of the TLS files and the certificate chain; never a key'`,
];
