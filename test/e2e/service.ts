import { createHash, randomBytes } from 'node:crypto';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { migrateQueue } from '@pksn/queue-bullmq';
import { ensureLocalTls } from '@pksn/runtime';
import { migrate, registerContextToken } from '@pksn/store-postgres';
import type { TemporaryDatabase } from '@pksn/testing';
import { temporaryDatabase } from '@pksn/testing';
import { HttpsCaller } from './https-caller';

const ROOT = resolve(__dirname, '../..');
/** What is built; this file may be a part of it. */
const DIST = basename(ROOT) === 'dist' ? ROOT : join(ROOT, 'dist');
const READY_MS = 60_000;

/** The product's and the queue's. */
async function tables(url: string): Promise<void> {
  await migrate(url);
  await migrateQueue(url);
}

export type AppName = 'query-api' | 'admin-api' | 'import-worker';

export interface RunningApp {
  readonly name: AppName;
  readonly process: ChildProcess;
  readonly port: number | null;
  /** What it wrote to standard output and standard error. */
  log(): string;
  /** Resolves when the process has ended. */
  readonly ended: Promise<number | null>;
}

/** The built product, process by process, on a database and a data folder of its own. */
export class Service {
  readonly apps = new Map<string, RunningApp>();
  /** A handshake costs the two sides as much as a dozen small requests: who asks again and again keeps a connection. */
  private readonly kept = new Agent({ keepAlive: true });

  private constructor(
    readonly dataDir: string,
    readonly database: TemporaryDatabase,
    /** Paths of the installation's own authority, certificate and key. */
    readonly tls: { readonly ca: string; readonly cert: string; readonly key: string },
    /** The administrator's token. */
    readonly token: string,
    /** The installation's CA certificate. */
    readonly ca: string,
  ) {}

  static async create(options: { queueUrl?: string; dataDir?: string; durable?: boolean } = {}): Promise<Service> {
    const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'pksn-e2e-'));
    const database = await temporaryDatabase({ durable: options.durable ?? false, filledBy: tables });
    const queueUrl = options.queueUrl ?? database.url;
    const token = `pksn_${randomBytes(32).toString('base64url')}`;
    await registerContextToken(database.url, createHash('sha256').update(token).digest());
    const tls = await ensureLocalTls(join(dataDir, 'tls'), { hosts: [], now: Date.now() });
    mkdirSync(join(dataDir, 'secrets'));
    writeFileSync(join(dataDir, 'secrets/database-url'), database.url, { mode: 0o600 });
    writeFileSync(join(dataDir, 'secrets/queue-url'), queueUrl, { mode: 0o600 });
    return new Service(dataDir, database, tls, token, await readFile(tls.ca, 'utf8'));
  }

  /** Starts one process and waits until it says that it is ready; `as` tells several of one kind apart. */
  async start(name: AppName, as: string = name, environment: Record<string, string> = {}): Promise<RunningApp> {
    let output = '';
    const child = spawn(process.execPath, [join(DIST, `apps/${name}/src/main.js`)], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { PATH: process.env.PATH ?? '', ...this.environment(), ...environment },
    });
    child.stdout?.on('data', (text: Buffer) => (output = (output + text.toString()).slice(-200_000)));
    child.stderr?.on('data', (text: Buffer) => (output = (output + text.toString()).slice(-200_000)));
    const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
    const port = await new Promise<number | null>((ready, fail) => {
      const timer = setTimeout(() => fail(new Error(`${name} was not ready in time: ${output}`)), READY_MS);
      child.once('message', (message: { port?: number }) => {
        clearTimeout(timer);
        ready(message.port ?? null);
      });
      void ended.then((code) => {
        clearTimeout(timer);
        fail(new Error(`${name} ended with ${String(code)}: ${output}`));
      });
    });
    const app = { name, process: child, port, log: () => output, ended };
    this.apps.set(as, app);
    return app;
  }

  async startAll(environment: Record<string, string> = {}): Promise<void> {
    await Promise.all([
      this.start('query-api', 'query-api', environment),
      this.start('admin-api', 'admin-api', environment),
      this.start('import-worker', 'import-worker', environment),
    ]);
  }

  private environment(): Record<string, string> {
    return {
      PKSN_DATABASE_URL_FILE: join(this.dataDir, 'secrets/database-url'),
      PKSN_QUEUE_URL_FILE: join(this.dataDir, 'secrets/queue-url'),
      PKSN_DATA_DIR: this.dataDir,
      PKSN_PORT: '0',
      PKSN_TLS_CERT: this.tls.cert,
      PKSN_TLS_KEY: this.tls.key,
      PKSN_DISK_RESERVE_BYTES: '1000000',
    };
  }

  portOf(as: string): number {
    const port = this.apps.get(as)?.port;
    if (port == null) throw new Error(`${as} does not run`);
    return port;
  }

  /** A caller of the admin API with the administrator's token. */
  get admin(): HttpsCaller {
    return this.adminOf('admin-api');
  }

  adminOf(as: string): HttpsCaller {
    return new HttpsCaller(this.portOf(as), this.ca, this.token, this.kept);
  }

  /** A caller of a query process with a license key, or with none; each request comes on a connection of its own. */
  query(key: string | null, as = 'query-api'): HttpsCaller {
    return new HttpsCaller(this.portOf(as), this.ca, key);
  }

  /** Paths and secrets for commands that are run as child processes. */
  get adminFlags(): string[] {
    const tokenFile = join(this.dataDir, 'secrets/admin-token');
    writeFileSync(tokenFile, this.token, { mode: 0o600 });
    return [
      '--admin',
      `https://127.0.0.1:${String(this.portOf('admin-api'))}`,
      '--cacert',
      this.tls.ca,
      '--token-file',
      tokenFile,
    ];
  }

  async kill(as: string, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const app = this.apps.get(as);
    if (app === undefined) return;
    app.process.kill(signal);
    await app.ended;
    this.apps.delete(as);
  }

  async stop(): Promise<void> {
    this.kept.destroy();
    await Promise.all([...this.apps.keys()].map((as) => this.kill(as, 'SIGTERM')));
    await this.database.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
