import type { MigrationInterface, QueryRunner } from 'typeorm';
import { CONTRIBUTIONS } from './0007-contributions';
import { OWN_FEED } from './0007-own-feed';
import { RESTRICTIONS } from './0007-restrictions';
import { SAMPLES } from './0007-samples';

/** What endpoints hand in and what is asked of them: each concern has a list of its own. */
export class EndpointSide0007 implements MigrationInterface {
  readonly name = 'EndpointSide1750000000007';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...CONTRIBUTIONS, ...RESTRICTIONS, ...OWN_FEED, ...SAMPLES]) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations only go forward; restore a backup to go back'));
  }
}
