import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres, processExists } from '@pksn/runtime';

/**
 * A real PostgreSQL server on a free loopback port, started in about half a second. It never outlives the
 * process that started it, even when that is killed. One per test file is the intended use.
 */
export class TemporaryDatabase {
  private constructor(
    private readonly folder: string,
    private server: EmbeddedPostgres,
  ) {}

  static async start(): Promise<TemporaryDatabase> {
    const folder = await mkdtemp(join(tmpdir(), 'pksn-postgres-'));
    await chmod(folder, 0o755);
    return new TemporaryDatabase(folder, await startServer(folder));
  }

  /** URL of an empty database of a server that nobody else uses; it outlives a restart. */
  get url(): string {
    return this.server.url();
  }

  /** Process id of the server, for tests that kill it. */
  get pid(): number {
    return this.server.pid;
  }

  /** Takes the server away: SIGQUIT as a crash, SIGINT as an orderly restart. `resume` brings it back. */
  async interrupt(signal: 'SIGQUIT' | 'SIGINT' = 'SIGQUIT'): Promise<void> {
    process.kill(this.pid, signal);
    while (processExists(this.pid)) await new Promise((done) => setTimeout(done, 10));
  }

  /** The same data on the same port. */
  async resume(): Promise<void> {
    this.server = await startServer(this.folder, this.server.port);
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

export function temporaryDatabase(): Promise<TemporaryDatabase> {
  return TemporaryDatabase.start();
}

function startServer(folder: string, port?: number): Promise<EmbeddedPostgres> {
  return EmbeddedPostgres.start({
    folder,
    tuning: 'throwaway',
    removeOrphan: true,
    ...(port === undefined ? {} : { port }),
  });
}
