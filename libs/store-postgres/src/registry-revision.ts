import type { EntityManager } from 'typeorm';
import { CHANNELS } from './generations';

/** A license as the registry names it; ids are unique within a vendor. */
export interface LicenseName {
  readonly vendor: string;
  readonly licenseId: string;
}

/** Revisions whose history is kept: a process that is further behind reads the whole registry again. */
const HISTORY_REVISIONS = 10_000;

/**
 * Moves the one number that query processes poll, and tells those that listen. `licenses` are those of which a key, a
 * term or a token changed; what is small (provider, open feeds) is always read again. Every change of the registry
 * ends with this, in its own transaction.
 */
export async function bumpRegistry(manager: EntityManager, licenses: readonly LicenseName[] = []): Promise<void> {
  const [[{ revision }]] = (await manager.query(
    'UPDATE installation SET registry_revision = registry_revision + 1 RETURNING registry_revision AS revision',
  )) as [[{ revision: string }], number];
  await manager.query('INSERT INTO registry_change (revision) VALUES ($1)', [revision]);
  await manager.query('DELETE FROM registry_change WHERE revision <= $1', [Number(revision) - HISTORY_REVISIONS]);
  if (licenses.length > 0) {
    await manager.query(
      `UPDATE license SET touched_revision = $1
       WHERE (vendor, license_id) IN (SELECT * FROM unnest($2::text[], $3::text[]))`,
      [revision, licenses.map((one) => one.vendor), licenses.map((one) => one.licenseId)],
    );
  }
  await manager.query('SELECT pg_notify($1, $2)', [CHANNELS.registry, '']);
}
