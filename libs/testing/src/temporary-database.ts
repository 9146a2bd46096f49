import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres } from '@pksn/runtime';

export interface TemporaryDatabase {
  /** URL of an empty database of a server that nobody else uses. */
  readonly url: string;
  /** Process id of the server, for tests that kill it. */
  readonly pid: number;
  stop(): Promise<void>;
}

/**
 * A real PostgreSQL server on a free loopback port, started in about half a second. It never outlives the
 * process that started it, even when that is killed. One per test file is the intended use.
 */
export async function temporaryDatabase(): Promise<TemporaryDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'pksn-postgres-'));
  await chmod(folder, 0o755);
  const postgres = await EmbeddedPostgres.start({ folder, tuning: 'throwaway', removeOrphan: true });
  return {
    url: postgres.url(),
    pid: postgres.pid,
    stop: async () => {
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
