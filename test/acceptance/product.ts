import type { ChildProcess } from 'node:child_process';
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { Agent } from 'node:https';
import { Agent as HttpsAgent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '@pksn/runtime';

const ROOT = resolve(__dirname, '../../..');
const READY_MS = 120_000;
const COMMAND_OUTPUT_BYTES = 64 * 1024 * 1024;

export interface WireAnswer {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers have many shapes
  readonly body: any;
}

/** The whole product as `npm start` runs it, on a data folder of its own, driven from outside. */
export class Product {
  private agent: Agent = new HttpsAgent({ keepAlive: true });

  private constructor(
    readonly workDir: string,
    private readonly child: ChildProcess,
    private readonly queryUrl: string,
    private readonly isOurs: boolean,
  ) {}

  /** The process that started all others. */
  get pid(): number {
    return this.child.pid ?? -1;
  }

  /** In a new folder that is removed by `stop`, or in one that stays. */
  static async start(folder?: string): Promise<Product> {
    const workDir = folder ?? (await mkdtemp(join(tmpdir(), 'pksn-real-')));
    const [queryPort, adminPort] = [await freePort(), await freePort()];
    const flags = [
      '--empty',
      '--data',
      join(workDir, 'data'),
      '--query-port',
      String(queryPort),
      '--admin-port',
      String(adminPort),
    ];
    const child = spawn(process.execPath, [join(ROOT, 'apps/standalone/bin/start.cjs'), ...flags], {
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    const [, queryUrl = '', ca = ''] = await readyLine(child);
    const product = new Product(workDir, child, queryUrl, folder === undefined);
    product.agent = new HttpsAgent({ keepAlive: true, ca: await readFile(ca) });
    return product;
  }

  /** Runs `pksn` with --json and returns what it printed; throws when it fails. */
  pksn(...parameters: string[]): Promise<string> {
    const script = join(ROOT, 'apps/cli/bin/pksn.cjs');
    return new Promise((done, fail) => {
      execFile(
        process.execPath,
        [script, ...parameters, '--data', join(this.workDir, 'data')],
        { maxBuffer: COMMAND_OUTPUT_BYTES },
        (error, stdout, stderr) => {
          if (error === null) done(stdout);
          else fail(new Error(`pksn ${parameters.join(' ')}: ${stderr || stdout}`));
        },
      );
    });
  }

  ask(method: string, path: string, key: string, body?: unknown): Promise<WireAnswer> {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const headers: Record<string, string> = { authorization: `Bearer ${key}` };
    if (payload !== undefined) headers['content-type'] = 'application/json';
    return new Promise((done, fail) => {
      const outgoing = request(this.queryUrl + path, { method, headers, agent: this.agent }, (incoming) => {
        const parts: Buffer[] = [];
        incoming.on('data', (part: Buffer) => parts.push(part));
        incoming.on('end', () => {
          done({ status: incoming.statusCode ?? 0, body: JSON.parse(Buffer.concat(parts).toString()) as unknown });
        });
      });
      outgoing.on('error', fail);
      outgoing.end(payload);
    });
  }

  async stop(): Promise<void> {
    const ended = new Promise((done) => this.child.once('exit', done));
    this.agent.destroy();
    this.child.kill('SIGTERM');
    await ended;
    if (this.isOurs) await rm(this.workDir, { recursive: true, force: true });
  }
}

function readyLine(child: ChildProcess): Promise<RegExpExecArray> {
  return new Promise((done, fail) => {
    let text = '';
    const timer = setTimeout(() => fail(new Error(`not ready in time: ${text}`)), READY_MS);
    child.stdout?.on('data', (part: Buffer) => {
      text += part.toString();
      const found = /^ready query=(\S+) admin=\S+ data=\S+ ca=(.+)$/m.exec(text);
      if (found === null) return;
      clearTimeout(timer);
      done(found);
    });
    child.once('exit', (code) => fail(new Error(`npm start ended with ${String(code)}: ${text}`)));
  });
}
