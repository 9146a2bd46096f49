import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the query plane keeps beside the feeds: overrides written by machines, and statistics of its own. */
export class QueryPlane0003 implements MigrationInterface {
  readonly name = 'QueryPlane1750000000003';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...OVERRIDES, ...STATISTICS]) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations only go forward; restore a backup to go back'));
  }
}

const OVERRIDES: readonly string[] = [];

const STATISTICS: readonly string[] = [];
