import type { MigrationInterface, QueryRunner } from 'typeorm';
import { HISTORY } from './0004-history';

/** What imports that an operator can trust need: a history that shows when it was rewritten. */
export class Imports0004 implements MigrationInterface {
  readonly name = 'Imports1750000000004';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...HISTORY]) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations only go forward; restore a backup to go back'));
  }
}
