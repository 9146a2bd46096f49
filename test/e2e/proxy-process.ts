import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { freePort } from '@pksn/runtime';
import { HttpsCaller } from './https-caller';

const ROOT = resolve(__dirname, '../..');
const MAIN = join(basename(ROOT) === 'dist' ? ROOT : join(ROOT, 'dist'), 'apps/ksn-proxy/src/main.js');
const READY_MS = 30_000;

export interface ProxyOptions {
  /** `https://127.0.0.1:PORT` of the service, or of another proxy. */
  readonly upstream: string;
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  /** Members of the configuration that differ. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Options of Node, and the environment beside PATH. */
  readonly node?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** A folder that `pksn proxy enroll` made. */
export interface ProxyBundle {
  readonly bundle: string;
}

/** One built proxy with a configuration and a folder of its own, or with those of a bundle. */
export class ProxyProcess {
  readonly folder = mkdtempSync(join(tmpdir(), 'pksn-proxy-'));
  private child: ChildProcess | null = null;
  private output = '';
  private ended: Promise<number | null> = Promise.resolve(null);
  port = 0;

  constructor(
    private readonly options: ProxyOptions | ProxyBundle,
    private readonly caText: string,
  ) {
    mkdirSync(join(this.folder, 'data'), { mode: 0o700 });
  }

  get origin(): string {
    return `https://127.0.0.1:${String(this.port)}`;
  }

  get log(): string {
    return this.output;
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  /** Waits until it listens; a second start takes the same port and folder. */
  async start(): Promise<this> {
    const { options } = this;
    if (!('bundle' in options)) this.port ||= await freePort();
    const path = 'bundle' in options ? join(options.bundle, 'proxy.json') : this.configured(options);
    const { node = [], environment = {} } = 'bundle' in options ? {} : options;
    const child = spawn(process.execPath, [...node, MAIN, '--config', path, '--log-level', 'debug'], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { PATH: process.env.PATH ?? '', ...environment },
    });
    this.child = child;
    const take = (text: Buffer): void => void (this.output = (this.output + text.toString()).slice(-200_000));
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    this.ended = new Promise((done) => child.once('exit', (code) => done(code)));
    this.port = await new Promise<number>((ready, fail) => {
      const timer = setTimeout(() => fail(new Error(`the proxy was not ready in time: ${this.output}`)), READY_MS);
      child.once('message', ({ port }: { port: number }) => ready(port));
      void this.ended.then((code) => fail(new Error(`the proxy ended with ${String(code)}: ${this.output}`)));
      void this.ended.finally(() => clearTimeout(timer));
      child.once('message', () => clearTimeout(timer));
    });
    return this;
  }

  private configured({ upstream, ca, cert, key, config = {} }: ProxyOptions): string {
    const path = join(this.folder, 'proxy.json');
    const listen = { host: '127.0.0.1', port: this.port, cert, key };
    const status = { port: null };
    const above = { addresses: [upstream], ca, timeoutMs: 2_000 };
    writeFileSync(path, JSON.stringify({ listen, upstream: above, data: 'data', status, ...config }));
    return path;
  }

  caller(key: string | null): HttpsCaller {
    return new HttpsCaller(this.port, this.caText, key);
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<number | null> {
    this.child?.kill(signal);
    return this.ended;
  }

  async stop(): Promise<void> {
    await this.kill('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
