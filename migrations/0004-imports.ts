import type { MigrationInterface, QueryRunner } from 'typeorm';
import { HISTORY } from './0004-history';
import { SNAPSHOTS } from './0004-snapshots';
import { TRUST } from './0004-trust';
import { UPLOADS } from './0004-uploads';

/** What imports need that an operator can trust. Each concern has a list of its own; what takes long comes first. */
export class Imports0004 implements MigrationInterface {
  readonly name = 'Imports1750000000004';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...HISTORY, ...SNAPSHOTS, ...TRUST, ...UPLOADS]) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('migrations only go forward; restore a backup to go back'));
  }
}
