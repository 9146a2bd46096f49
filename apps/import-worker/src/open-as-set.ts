import type { FollowedConfig, Logger } from '@pksn/runtime';
import type { DataSource } from '@pksn/store-postgres';
import { InstallationSettings, awaitDatabase } from '@pksn/store-postgres';
import type { WorkerConfig } from './config';

/** A session each for the lock of what goes on in the background, and for what it reads or fills. */
const POOL_SIZE = 14;
/** Its lock, its records, and what is asked beside them. */
const POOL_PER_IMPORT = 3;

/** The database, with as many sessions as the imports need that are set to go on side by side. Waits until it is there. */
export async function openAsSet(followed: FollowedConfig<WorkerConfig>, log: Logger): Promise<DataSource> {
  const { config } = followed;
  const open = (sessions: number): Promise<DataSource> =>
    awaitDatabase(config.databaseUrl, sessions, {
      onAway: (error) => log.warn({ error }, 'the database is not there yet; it is tried again'),
    });
  const first = await open(1);
  try {
    followed.follow(await new InstallationSettings(first).values());
  } finally {
    await first.destroy();
  }
  return open(POOL_SIZE + POOL_PER_IMPORT * config.parallelImports);
}
