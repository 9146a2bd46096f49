import { chmod, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres, processExists } from '@pksn/runtime';
import type { Filling } from './database-templates';
import { copyTemplate, keepTemplate, templatesInUse } from './database-templates';

type Tuning = 'evaluation' | 'throwaway';

/**
 * A real PostgreSQL server on a free loopback port, started in about half a second. It never outlives the
 * process that started it, even when that is killed. One per test file is the intended use.
 */
export class TemporaryDatabase {
  private constructor(
    private readonly folder: string,
    private readonly tuning: Tuning,
    private server: EmbeddedPostgres,
  ) {}

  static async start(tuning: Tuning, filling?: Filling): Promise<TemporaryDatabase> {
    const folder = await newFolder();
    const copied = await copyTemplate(filling, folder);
    const database = new TemporaryDatabase(folder, tuning, await startServer(folder, tuning));
    if (copied) return database;
    await filling?.(database.url);
    if (templatesInUse()) {
      await database.interrupt('SIGINT');
      await keepTemplate(filling, folder);
      await database.resume();
    }
    return database;
  }

  /** URL of a database of a server that nobody else uses, empty but for its filling; it outlives a restart. */
  get url(): string {
    return this.server.url();
  }

  /** Process id of the server, for tests that kill it. */
  get pid(): number {
    return this.server.pid;
  }

  /**
   * Takes the server away: SIGKILL (its sessions end by themselves) and SIGQUIT as a crash, SIGINT as an orderly restart.
   * `resume` brings it back.
   */
  async interrupt(signal: 'SIGKILL' | 'SIGQUIT' | 'SIGINT' = 'SIGQUIT'): Promise<void> {
    process.kill(this.pid, signal);
    while (processExists(this.pid)) await new Promise((done) => setTimeout(done, 10));
  }

  /** The same data on the same port. */
  async resume(): Promise<void> {
    this.server = await startServer(this.folder, this.tuning, this.server.port);
  }

  /** A second server with a copy of this one's files and the same password; this one is away meanwhile. */
  async copy(): Promise<TemporaryDatabase> {
    const folder = await newFolder();
    await this.interrupt('SIGINT');
    await cp(this.folder, folder, { recursive: true });
    await this.resume();
    return new TemporaryDatabase(folder, this.tuning, await startServer(folder, this.tuning));
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

export interface TemporaryDatabaseOptions {
  /** What was committed outlives a crash of the server; without it the last moments may be lost, which is faster. */
  readonly durable?: boolean;
  /** What it holds from the beginning, such as `migrate`: done once in a run of the tests, and copied from then on. */
  readonly filledBy?: Filling;
}

export function temporaryDatabase({ durable, filledBy }: TemporaryDatabaseOptions = {}): Promise<TemporaryDatabase> {
  return TemporaryDatabase.start(durable === true ? 'evaluation' : 'throwaway', filledBy);
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pksn-postgres-'));
  await chmod(folder, 0o755);
  return folder;
}

function startServer(folder: string, tuning: Tuning, port?: number): Promise<EmbeddedPostgres> {
  return EmbeddedPostgres.start({ folder, tuning, removeOrphan: true, ...(port === undefined ? {} : { port }) });
}
