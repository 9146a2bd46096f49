import type { MigrationInterface, QueryRunner } from 'typeorm';
import { CONTRIBUTIONS } from './0006-contributions';
import { RESTRICTIONS } from './0006-restrictions';
import { STATEMENTS } from './0006-statements';

/** What the service keeps for the endpoints' side: each concern has a list of its own. */
export class Endpoints0006 implements MigrationInterface {
  readonly name = 'Endpoints1750000000006';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...STATEMENTS, ...CONTRIBUTIONS, ...RESTRICTIONS]) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations only go forward; restore a backup to go back'));
  }
}
