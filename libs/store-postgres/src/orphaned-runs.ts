import type { DataSource, EntityManager } from 'typeorm';
import { LOCKS } from './locks';

/**
 * Calls `remove` for every run id of `candidates` that has no row, while nothing is being staged anywhere: an
 * index folder without its row was left by a process that died before its transaction committed.
 * Returns null when something is being staged now.
 */
export function removeOrphanedRuns(
  source: DataSource,
  candidates: () => Promise<readonly string[]>,
  remove: (runId: string) => Promise<void>,
): Promise<number | null> {
  return source.transaction(async (manager) => {
    const [lock] = (await manager.query('SELECT pg_try_advisory_xact_lock($1) AS held', [LOCKS.staging])) as [
      { held: boolean },
    ];
    if (!lock.held) return null;
    const ids = await candidates();
    const known = await knownRuns(manager, ids);
    const orphans = ids.filter((id) => !known.has(id));
    for (const id of orphans) await remove(id);
    return orphans.length;
  });
}

/** Which of these run ids have a row. */
export async function knownRuns(
  manager: Pick<EntityManager, 'query'>,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = (await manager.query('SELECT id::text AS id FROM run WHERE id::text = ANY ($1)', [ids])) as {
    id: string;
  }[];
  return new Set(rows.map((row) => row.id));
}

/** Says which installation this database is; unlike the epoch it stays the same when a backup is restored. */
export async function installationIdentity(source: DataSource): Promise<string> {
  const [row] = (await source.query('SELECT identity FROM installation')) as [{ identity: string }];
  return row.identity;
}
