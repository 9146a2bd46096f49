import { awaitDatabase } from './database-away';
import { LOCKS } from './locks';

/** Brings the database to this release under a session lock, so that several processes may ask at once. */
export async function migrate(url: string): Promise<{ applied: string[] }> {
  const source = await awaitDatabase(url, 2);
  const holder = source.createQueryRunner();
  try {
    await holder.query('SELECT pg_advisory_lock($1)', [LOCKS.migration]);
    const applied = await source.runMigrations({ transaction: 'all' });
    return { applied: applied.map((migration) => migration.name) };
  } finally {
    await holder.query('SELECT pg_advisory_unlock($1)', [LOCKS.migration]).catch(() => undefined);
    await holder.release();
    await source.destroy();
  }
}
