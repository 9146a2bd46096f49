import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;
const MIB_IN_KIB = 1_024;
const EVERY_MS = 1_000;

interface Seen {
  /** Seconds of processor time, of the process and of its children that ended. */
  cpu: number;
  /** MiB that are its own or read from files: all that it holds, without what PostgreSQL shares among its processes. */
  peakMiB: number;
  lastMiB: number;
}

/** Looks every second at a process and at all below it, through Linux's /proc: what they use, by what they are. */
export class ProcessWatch {
  private readonly seen = new Map<number, Seen & { readonly name: string }>();
  private readonly folders = new Map<string, number>();
  private readonly timer: NodeJS.Timeout;
  private rounds = 0;

  constructor(
    private readonly root: number,
    private readonly watched: readonly string[],
  ) {
    this.timer = setInterval(() => this.look(), EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
    this.look();
  }

  /** One line for each kind of process, and the most bytes that each folder had. */
  report(): string[] {
    const names = [...new Set([...this.seen.values()].map(({ name }) => name))].sort();
    const lines = names.map((name) => {
      const all = [...this.seen.values()].filter((one) => one.name === name);
      const cpu = all.reduce((sum, one) => sum + one.cpu, 0);
      const peak = Math.max(...all.map((one) => one.peakMiB));
      return `${name}: ${cpu.toFixed(0)} s of CPU, ${peak.toFixed(0)} MiB in one process at most`;
    });
    return [...lines, ...[...this.folders].map(([path, bytes]) => `${path}: ${gigabytes(bytes)} at most`)];
  }

  /** MiB that the processes of this name hold now. */
  memoryOf(name: string): number {
    return [...this.seen.values()].filter((one) => one.name === name).reduce((sum, one) => sum + one.lastMiB, 0);
  }

  look(): void {
    this.lookAt(this.root);
    if (this.rounds++ % 10 !== 0) return;
    for (const path of this.watched) this.folders.set(path, Math.max(this.folders.get(path) ?? 0, bytesOf(path)));
  }

  private lookAt(pid: number): void {
    try {
      const children = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8').trim();
      this.note(pid);
      for (const child of children === '' ? [] : children.split(' ')) this.lookAt(Number(child));
    } catch {
      // It ended between two looks.
    }
  }

  private note(pid: number): void {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
    const kib = (what: string): number => Number(new RegExp(`^${what}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);
    const lastMiB = (kib('RssAnon') + kib('RssFile')) / MIB_IN_KIB;
    const before = this.seen.get(pid);
    this.seen.set(pid, {
      name: before?.name ?? nameOf(readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8')),
      cpu: ((fields[11] ?? 0) + (fields[12] ?? 0)) / TICKS_PER_SECOND,
      peakMiB: Math.max(before?.peakMiB ?? 0, lastMiB),
      lastMiB,
    });
  }
}

function nameOf(commandLine: string): string {
  return /apps\/([a-z-]+)\//.exec(commandLine)?.[1] ?? (/postgres/.test(commandLine) ? 'postgres' : 'other');
}

export function bytesOf(path: string): number {
  try {
    return Number(execFileSync('du', ['-s', '-B1', path], { encoding: 'utf8', stdio: 'pipe' }).split('\t')[0]);
  } catch {
    // du complains of files that went away meanwhile; the next look counts again.
    return 0;
  }
}

export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)} GB`;
}
