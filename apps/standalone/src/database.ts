import { BoundedLog, EmbeddedPostgres, writeDurable } from '@pksn/runtime';
import { migrateQueue } from '@pksn/queue-bullmq';
import { migrate } from '@pksn/store-postgres';
import type { DataFolder } from './data-folder';

export interface Database {
  /** With its password; never printed. */
  readonly url: string;
  /** Path of the file that holds the URL, for the children. */
  readonly urlFile: string;
  stop(): Promise<void>;
}

/** Starts the embedded PostgreSQL in `<data>/postgres`. */
export async function startDatabase(folder: DataFolder, onExit: () => void): Promise<Database> {
  const log = new BoundedLog(folder.path('logs', 'postgres.log'));
  const postgres = await EmbeddedPostgres.start({
    folder: folder.path('postgres'),
    onLog: (line) => log.write(`${line}\n`),
    onExit,
  });
  const urlFile = folder.path('secrets', 'database-url');
  await writeDurable(urlFile, postgres.url(), 0o600);
  return {
    url: postgres.url(),
    urlFile,
    stop: async () => {
      await postgres.stop();
      log.close();
    },
  };
}

/** Both sets of tables, each under its own lock. */
export async function migrateDatabase(database: Database): Promise<void> {
  await Promise.all([migrate(database.url), migrateQueue(database.url)]);
}
