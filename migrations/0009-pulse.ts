import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What query processes count, in steps of seconds: for those who look on. */
export class Pulse0009 implements MigrationInterface {
  readonly name = 'Pulse1750000000009';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of PULSE) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations only go forward; restore a backup to go back'));
  }
}

const PULSE: readonly string[] = [
  `CREATE TABLE pulse (
    at timestamptz NOT NULL,
    step_seconds smallint NOT NULL CHECK (step_seconds IN (10, 60)),
    counts jsonb NOT NULL CHECK (jsonb_typeof(counts) = 'object'),
    PRIMARY KEY (at, step_seconds)
  )`,
  `COMMENT ON TABLE pulse IS 'What all query processes counted in a step, by name; none: nobody asked. A day in steps of 10 s, then minutes'`,
];
