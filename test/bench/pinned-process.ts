import type { ChildProcess } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';

/** What is measured runs on one core and what asks it on another, where there are two and `taskset` exists. */
export type Side = 'server' | 'client';
const CORES: Readonly<Record<Side, string>> = { server: '0', client: '1' };
const pins = availableParallelism() > 1 && spawnSync('taskset', ['-c', CORES.client, 'true']).status === 0;
export const PINNING = pins ? 'server and client on a core each' : 'not pinned: taskset or a second core is missing';

/** The built tree that this bench is part of. */
export const DIST = resolve(__dirname, '../..');
/** Ticks of /proc/PID/stat in a second; 100 on every Linux. */
const TICKS = 100;
const LOG_CHARS = 20_000;

/** A command line that runs on this side's core. */
export function pinned(side: Side, command: readonly string[]): string[] {
  return pins ? ['taskset', '-c', CORES[side], ...command] : [...command];
}

/** Seconds of processor time that a process has used so far, all threads; NaN where /proc is missing. */
export function cpuSecondsOfProcess(pid: number | undefined): number {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  } catch {
    return Number.NaN;
  }
}

/** The same of a process and its children. */
export function cpuSecondsOfFamily(pid: number | undefined): number {
  const children = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'latin1').trim();
  const pids = [pid, ...(children === '' ? [] : children.split(' ').map(Number))];
  return pids.reduce<number>((sum, one) => sum + cpuSecondsOfProcess(one), 0);
}

/** How many a second of a server's processor time does, when `work` says how many it did. */
export async function perCpuSecond(server: { cpuSeconds(): number }, work: () => Promise<number>): Promise<number> {
  const before = server.cpuSeconds();
  const done = await work();
  return done / (server.cpuSeconds() - before);
}

/** A built Node program on one side's core, in its own process, which ends with this one's `stop`. */
export class PinnedProcess {
  private output = '';
  private readonly ended: Promise<number | null>;

  private constructor(readonly child: ChildProcess) {
    const keep = (text: Buffer): void => {
      this.output = (this.output + text.toString()).slice(-LOG_CHARS);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    this.ended = once(child, 'exit').then(([code]) => code as number | null);
  }

  /** `program` is a path below dist; resolves with its first message to its parent. */
  static async start<T>(
    side: Side,
    program: string,
    options: {
      args?: readonly string[];
      environment?: Readonly<Record<string, string>>;
      node?: readonly string[];
    } = {},
  ): Promise<{ process: PinnedProcess; message: T }> {
    const { args = [], environment = {}, node = [] } = options;
    const [command = '', ...rest] = pinned(side, [process.execPath, ...node, resolve(DIST, program), ...args]);
    const child = spawn(command, rest, {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { PATH: process.env.PATH ?? '', ...environment },
    });
    const started = new PinnedProcess(child);
    const failed = started.ended.then((code) => {
      throw new Error(`${program} ended with ${String(code)}: ${started.output}`);
    });
    const [message] = (await Promise.race([once(child, 'message'), failed])) as [T];
    failed.catch(() => undefined);
    return { process: started, message };
  }

  /** Seconds of processor time that it has used so far. */
  cpuSeconds(): number {
    return cpuSecondsOfProcess(this.child.pid);
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.ended;
  }
}
