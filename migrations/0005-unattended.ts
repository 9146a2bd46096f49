import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ATTEMPTS } from './0005-attempts';
import { CLOCK } from './0005-clock';
import { DISK } from './0005-disk';

/** What the service needs to run for years without a person: each concern has a list of its own. */
export class Unattended0005 implements MigrationInterface {
  readonly name = 'Unattended1750000000005';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...ATTEMPTS, ...CLOCK, ...DISK]) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations only go forward; restore a backup to go back'));
  }
}
