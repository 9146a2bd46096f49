import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Fault } from '@pksn/domain';
import { BoundedLog, RestartPolicy, childEnvironment, monotonicMs } from '@pksn/runtime';

export interface ChildOptions {
  readonly name: string;
  /** Compiled entry point. */
  readonly script: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** The child died more often than the restart policy allows. */
  readonly onGivenUp: (fault: Fault) => void;
}

const READY_DEADLINE_MS = 60_000;
const STOP_PATIENCE_MS = 15_000;
const TAIL_BYTES = 4_000;

/**
 * One app as a child process in a session of its own: signals to the terminal's process group do not reach it, we
 * stop it. It ends by itself when we are gone, because its IPC channel closes. A child that dies is started again.
 */
export class ServiceChild {
  private process: ChildProcess | null = null;
  private stopping = false;
  private tail = '';
  private readonly log: BoundedLog;
  private readonly policy = new RestartPolicy();
  private retry: NodeJS.Timeout | null = null;

  constructor(private readonly options: ChildOptions) {
    this.log = new BoundedLog(options.logFile);
  }

  /** Resolves when the child serves. Faults: SERVICE_UNAVAILABLE, with the last words of the child. */
  async start(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((done) => (timer = setTimeout(() => done('late'), READY_DEADLINE_MS)));
    const outcome = await Promise.race([this.launch(), late]);
    clearTimeout(timer);
    if (outcome === 'ready') return;
    const what = outcome === 'late' ? 'did not become ready in time' : `ended (${outcome}) before it was ready`;
    throw new Fault(
      'SERVICE_UNAVAILABLE',
      `${this.options.name} ${what}; see ${this.options.logFile}\n${this.tail.trim()}`,
    );
  }

  /** SIGTERM, and SIGKILL for a child that does not listen. */
  async stop(): Promise<void> {
    this.stopping = true;
    if (this.retry !== null) clearTimeout(this.retry);
    const child = this.process;
    if (child !== null) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS);
      await ended;
      clearTimeout(timer);
    }
    this.log.close();
  }

  private launch(): Promise<string> {
    const { script, settings } = this.options;
    const child = spawn(process.execPath, [script], {
      env: childEnvironment(settings),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    this.process = child;
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes: Buffer) => this.record(bytes));
    return new Promise((done) => {
      child.on('message', (message) => {
        if (typeof message === 'object' && message !== null && 'ready' in message) done('ready');
      });
      child.on('error', (error) => done(error.message));
      child.once('exit', (code, signal) => {
        this.process = null;
        done(signal ?? `code ${code ?? '?'}`);
        this.afterExit();
      });
    });
  }

  private afterExit(): void {
    if (this.stopping) return;
    const pauseMs = this.policy.next(monotonicMs());
    if (pauseMs === null) {
      const detail = `${this.options.name} keeps ending; see ${this.options.logFile}\n${this.tail.trim()}`;
      this.options.onGivenUp(new Fault('SERVICE_UNAVAILABLE', detail));
      return;
    }
    this.retry = setTimeout(() => void this.launch(), pauseMs);
  }

  private record(bytes: Buffer): void {
    this.log.write(bytes);
    this.tail = (this.tail + bytes.toString()).slice(-TAIL_BYTES);
  }
}
