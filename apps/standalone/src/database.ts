import { Fault } from '@pksn/domain';
import { BoundedLog, EmbeddedPostgres, RestartPolicy, monotonicMs, writeDurable } from '@pksn/runtime';
import { migrateQueue } from '@pksn/queue-bullmq';
import { migrate } from '@pksn/store-postgres';
import type { DataFolder } from './data-folder';

/** The embedded PostgreSQL in `<data>/postgres`. When it is killed it comes back on its port, with its data. */
export class Database {
  private stopping = false;
  private restarting: Promise<void> = Promise.resolve();
  private readonly policy = new RestartPolicy();

  private constructor(
    private readonly folder: DataFolder,
    private readonly log: BoundedLog,
    private readonly onGivenUp: (error: unknown) => void,
    private server: EmbeddedPostgres,
    /** Path of the file that holds the URL, for the children. */
    readonly urlFile: string,
  ) {}

  static async start(folder: DataFolder, onGivenUp: (error: unknown) => void): Promise<Database> {
    const log = new BoundedLog(folder.path('logs', 'postgres.log'));
    let onExit = (): void => undefined;
    const server = await EmbeddedPostgres.start({ ...serverOptions(folder, log), onExit: () => onExit() });
    const urlFile = folder.path('secrets', 'database-url');
    await writeDurable(urlFile, server.url(), 0o600);
    const database = new Database(folder, log, onGivenUp, server, urlFile);
    onExit = () => database.afterExit();
    return database;
  }

  /** With its password; never printed. */
  get url(): string {
    return this.server.url();
  }

  /** Where it keeps its data. */
  get dir(): string {
    return this.folder.path('postgres');
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.restarting;
    await this.server.stop();
    this.log.close();
  }

  private afterExit(): void {
    if (this.stopping) return;
    const pauseMs = this.policy.next(monotonicMs());
    if (pauseMs === null)
      return this.onGivenUp(new Fault('SERVICE_UNAVAILABLE', `PostgreSQL keeps ending; see ${this.log.path}`));
    this.restarting = (async () => {
      await new Promise((done) => setTimeout(done, pauseMs));
      await this.server.stop();
      const onExit = (): void => this.afterExit();
      this.server = await EmbeddedPostgres.start({
        ...serverOptions(this.folder, this.log),
        port: this.server.port,
        onExit,
      });
    })().catch((error: unknown) => this.onGivenUp(error));
  }
}

function serverOptions(folder: DataFolder, log: BoundedLog): { folder: string; onLog: (line: string) => void } {
  return { folder: folder.path('postgres'), onLog: (line) => log.write(`${line}\n`) };
}

/** Both sets of tables, each under its own lock. */
export async function migrateDatabase(database: Database): Promise<void> {
  await Promise.all([migrate(database.url), migrateQueue(database.url)]);
}
