import type { Logger } from './logger';

export interface ShutdownOptions {
  readonly log?: Logger;
  /** After this many milliseconds the process ends whatever still runs. */
  readonly deadlineMs?: number;
  /** Ends the process; only tests replace it. */
  readonly exit?: (code: number) => void;
}

const DEFAULT_DEADLINE_MS = 20_000;
const FORCED_EXIT_CODE = 75;
/** One Ctrl-C may arrive several times: from the terminal's process group, from npm, from a parent. */
const SAME_SIGNAL_MS = 1_000;

/** Ends a process in order: what was registered last stops first, each step awaited, a failing step skips nothing. */
export class Shutdown {
  private readonly steps: { name: string; run: () => Promise<void> | void }[] = [];
  private stopped: Promise<void> | null = null;
  private readonly exit: (code: number) => void;

  constructor(private readonly options: ShutdownOptions = {}) {
    this.exit = options.exit ?? ((code) => process.exit(code));
  }

  /** Registers how to undo what was just started. */
  onStop(name: string, run: () => Promise<void> | void): void {
    this.steps.push({ name, run });
  }

  get stopping(): boolean {
    return this.stopped !== null;
  }

  /** Runs the steps once and ends the process with `exitCode`; later calls wait for the first. */
  stop(reason: string, exitCode = 0): Promise<void> {
    this.stopped ??= this.run(reason, exitCode);
    return this.stopped;
  }

  /**
   * Stops on SIGTERM and SIGINT, and when the parent that holds our IPC channel is gone. A second signal, later
   * than a second, ends the process at once.
   */
  listen(): this {
    let firstAt = Number.NaN;
    const onSignal = (signal: NodeJS.Signals): void => {
      if (Number.isNaN(firstAt)) {
        firstAt = performance.now();
        void this.stop(signal);
      } else if (performance.now() - firstAt > SAME_SIGNAL_MS) {
        this.options.log?.warn({ signal }, 'second signal: ending without waiting');
        this.exit(FORCED_EXIT_CODE);
      }
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
    if (process.channel) {
      process.once('disconnect', () => void this.stop('parent process is gone'));
      process.channel.unref();
    }
    return this;
  }

  private async run(reason: string, exitCode: number): Promise<void> {
    const { log } = this.options;
    log?.info({ reason }, 'stopping');
    const deadline = setTimeout(() => {
      log?.error('stopping took too long: ending without waiting');
      this.exit(FORCED_EXIT_CODE);
    }, this.options.deadlineMs ?? DEFAULT_DEADLINE_MS);
    let code = exitCode;
    for (let step = this.steps.pop(); step !== undefined; step = this.steps.pop()) {
      try {
        await step.run();
      } catch (err) {
        code ||= 1;
        log?.error({ err, step: step.name }, 'a step of stopping failed');
      }
    }
    clearTimeout(deadline);
    log?.info('stopped');
    this.exit(code);
  }
}

/** A Shutdown that already listens: register steps on it as things start. */
export function runUntilSignal(options: ShutdownOptions = {}): Shutdown {
  return new Shutdown(options).listen();
}

/** Tells the parent over Node IPC that this process serves; without a parent that listens, nothing happens. */
export function reportReady(facts: Readonly<Record<string, unknown>> = {}): void {
  if (process.connected) process.send?.({ ready: true, ...facts });
}
