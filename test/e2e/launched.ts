import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const MAIN = resolve(__dirname, '../../dist/apps/standalone/src/main.js');
const POLL_MS = 50;

export interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

/** The built launcher as a process group of its own, as npm start makes one. */
export class Launched {
  private output = '';
  private errors = '';
  readonly ended: Promise<Ended>;

  static start(flags: readonly string[], cwd?: string): Launched {
    const options = { stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'], detached: true };
    return new Launched(spawn(process.execPath, [MAIN, ...flags], cwd === undefined ? options : { ...options, cwd }));
  }

  private constructor(readonly process: ChildProcess) {
    process.stdout?.on('data', (part: Buffer) => (this.output += part.toString()));
    process.stderr?.on('data', (part: Buffer) => (this.errors += part.toString()));
    this.ended = once(process, 'close').then(([code]) => ({ code: code as number | null, stderr: this.errors }));
  }

  get pid(): number {
    return this.process.pid ?? -1;
  }

  /** What it printed so far. */
  get printed(): string {
    return this.output;
  }

  /** The ready line as its fields. */
  async ready(): Promise<Record<string, string>> {
    const isOver = this.ended.then((end) => {
      throw new Error(`ended before it was ready: ${JSON.stringify(end)}`);
    });
    isOver.catch(() => undefined);
    while (!/^ready .*$/m.test(this.output)) await Promise.race([pause(), isOver]);
    const line = /^ready (.*)$/m.exec(this.output)?.[1] ?? '';
    return Object.fromEntries(line.split(' ').map((field) => field.split(/=(.*)/s).slice(0, 2) as [string, string]));
  }
}

export function pause(): Promise<void> {
  return new Promise((done) => setTimeout(done, POLL_MS));
}
