import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { Fault } from '@pksn/domain';
import { makeDirectory } from '../durable-file';
import { freePort } from '../free-port';
import { chooseAccount } from './account';
import { findPostgresBinaries } from './binaries';
import { POSTGRES_USER, SERVER_ENVIRONMENT, clearLeftoverServer, clusterPaths, ensureCluster } from './cluster';
import { serverArguments } from './tuning';
import type { PostgresTuning } from './tuning';
import { watchServer } from './watchdog';
import type { Watchdog } from './watchdog';

export interface EmbeddedPostgresOptions {
  /** Folder of its own; made when missing. Every parent folder must be enterable for the server's user. */
  readonly folder: string;
  readonly tuning?: PostgresTuning;
  /** A free one is chosen when it is not given. */
  readonly port?: number;
  /** Lines of the server's log. */
  readonly onLog?: (line: string) => void;
  /** Called when the server ends without stop(). */
  readonly onExit?: (code: number | null) => void;
  /** Remove the folder when this process dies without stop(). */
  readonly removeOrphan?: boolean;
}

const READY = 'database system is ready to accept connections';
const START_ATTEMPTS = 5;
const RETRY_PAUSE_MS = 300;
const START_DEADLINE_MS = 120_000;
const STOP_PATIENCE_MS = { SIGINT: 15_000, SIGQUIT: 5_000, SIGKILL: 5_000 } as const;

/**
 * A PostgreSQL server of our own on a free loopback port, for evaluation and tests. It runs in its own session,
 * so that no Ctrl-C of the terminal reaches it, and ends when this process ends, however that happens.
 */
export class EmbeddedPostgres {
  private stopping = false;

  private constructor(
    private readonly server: ChildProcess,
    private readonly ended: Promise<void>,
    private readonly watchdog: Watchdog,
    private readonly password: string,
    readonly port: number,
  ) {}

  get pid(): number {
    return this.server.pid ?? -1;
  }

  /** Connection URL with the password; never log it. */
  url(database = 'postgres'): string {
    return `postgres://${POSTGRES_USER}:${this.password}@127.0.0.1:${this.port}/${database}`;
  }

  /** Faults: DATA_FOLDER, CONFIG_INVALID, ALREADY_RUNNING, DISK_FULL. */
  static async start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const tuning = options.tuning ?? 'evaluation';
    const paths = clusterPaths(options.folder);
    await makeDirectory(paths.folder, 0o755);
    const binaries = await findPostgresBinaries();
    const account = await chooseAccount(paths.folder, paths.cluster, binaries.postgres);
    await ensureCluster(paths, binaries.initdb, account, tuning);
    await clearLeftoverServer(paths.cluster);
    const password = await readFile(paths.password, 'utf8');

    let lastLines: string[] = [];
    for (let attempt = 0; attempt < START_ATTEMPTS; attempt++) {
      const port = options.port ?? (await freePort());
      const [command, ...args] = [
        ...account.prefix,
        binaries.postgres,
        ...serverArguments(paths.cluster, port, tuning),
      ];
      const server = spawn(command ?? binaries.postgres, args, {
        ...account.ids,
        cwd: paths.folder,
        env: SERVER_ENVIRONMENT,
        stdio: ['ignore', 'ignore', 'pipe'],
        detached: true,
      });
      const signal = tuning === 'throwaway' ? 'QUIT' : 'INT';
      const watchdog = watchServer(server.pid ?? -1, paths.cluster, signal, options.removeOrphan ? paths.folder : null);
      const ended = new Promise<void>((done) => {
        server.once('exit', () => done());
        server.once('error', () => done());
      });
      lastLines = [];
      if (await becomesReady(server, ended, lastLines, options.onLog)) {
        const postgres = new EmbeddedPostgres(server, ended, watchdog, password, port);
        server.once('exit', (code) => postgres.stopping || options.onExit?.(code));
        unref(server);
        return postgres;
      }
      if (!options.removeOrphan) await watchdog.release();
      // Sessions of a killed server hold its shared memory until they notice.
      await withinMs(RETRY_PAUSE_MS, new Promise(() => undefined));
    }
    throw new Fault('DATA_FOLDER', `PostgreSQL does not start in ${paths.folder}: ${lastLines.slice(-3).join(' ')}`);
  }

  /** Fast shutdown: sessions end, what was committed is on disk. Safe to call twice. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.server.ref();
    for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
      if (this.server.exitCode !== null || this.server.signalCode !== null) break;
      this.server.kill(signal);
      await withinMs(STOP_PATIENCE_MS[signal], this.ended);
    }
    await this.watchdog.release();
  }
}

/** Log lines go to `lines` until the server is ready, and to `onLog` always. */
async function becomesReady(
  server: ChildProcess,
  ended: Promise<void>,
  lines: string[],
  onLog: ((line: string) => void) | undefined,
): Promise<boolean> {
  let isReady = false;
  const ready = new Promise<void>((done) => {
    let rest = '';
    server.stderr?.setEncoding('utf8').on('data', (text: string) => {
      const parts = (rest + text).split('\n');
      rest = parts.pop() ?? '';
      for (const line of parts) {
        onLog?.(line);
        if (!isReady) lines.push(line);
        if (!isReady && line.includes(READY)) {
          isReady = true;
          done();
        }
      }
    });
  });
  await withinMs(START_DEADLINE_MS, Promise.race([ready, ended]));
  if (!isReady) server.kill('SIGQUIT');
  return isReady;
}

async function withinMs(ms: number, promise: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([promise, new Promise<void>((done) => (timer = setTimeout(done, ms)))]);
  clearTimeout(timer);
}

/** The server must not keep a process alive that has nothing else to do. */
function unref(server: ChildProcess): void {
  server.unref();
  (server.stderr as Socket | null)?.unref();
}
