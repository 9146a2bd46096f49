import type { ProvenConnection } from './hedged-round';
import { HedgedRound } from './hedged-round';
import type { Revisions } from './revisions';
import { readRevisions } from './revisions';
import { WatchLine } from './watch-line';
import { Patience, retryDelayMs } from './watch-patience';

export interface ChangeWatchOptions {
  readonly pollMs: number;
  /**
   * Called for every observation, whether by notification or by polling. What it reads over the connection is part of
   * the same question: when that gets silent, all is asked again over another one, beside it. Whatever it puts in
   * force, it claims first. Rejects when the connection is at fault, and only then.
   */
  readonly seen: (revisions: Revisions, connection: ProvenConnection) => Promise<void>;
  readonly failed: (error: unknown) => void;
}

/**
 * Follows the generation and the registry by LISTEN and, because a half-open connection is silent, by asking for the
 * newest numbers every `pollMs`.
 *
 *   ask ── answered ──▶ pause: pollMs, or until a notification ──▶ ask
 *    ├── silent for 200 ms ──▶ ask over a second connection, too; the first answer wins, the other is closed
 *    └── failed ──▶ pause: up to a second, at random ──▶ ask over a new connection
 */
export class ChangeWatch {
  private line: WatchLine | null = null;
  private round: HedgedRound | null = null;
  private stopped = false;
  private told = false;
  private wake: () => void = () => undefined;
  private running: Promise<void> = Promise.resolve();
  private readonly patience = new Patience();

  constructor(
    private readonly url: string,
    private readonly options: ChangeWatchOptions,
  ) {}

  /** Resolves when the first question was answered or failed; goes on until `stop`. */
  start(): Promise<void> {
    return new Promise((firstIsOver) => {
      this.running = this.run(firstIsOver);
    });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.round?.abandon();
    this.line?.close();
    this.wake();
    await this.running;
  }

  private async run(firstIsOver: () => void): Promise<void> {
    let failures = 0;
    while (!this.stopped) {
      try {
        await this.ask();
        failures = 0;
        firstIsOver();
        if (!this.told) await this.pause(this.options.pollMs);
      } catch (error) {
        if (!this.stopped) this.options.failed(error);
        firstIsOver();
        await this.pause(retryDelayMs(failures++, Math.random()));
      }
    }
    firstIsOver();
  }

  private async ask(): Promise<void> {
    this.told = false;
    const held = this.line;
    this.line = null;
    this.round = new HedgedRound({
      patience: this.patience,
      newLine: () => this.newLine(),
      work: async (connection) => this.options.seen(await readRevisions(connection.manager), connection),
    });
    try {
      this.line = await this.round.run(held);
    } finally {
      this.round = null;
    }
    if (held !== null && held !== this.line) {
      this.options.failed(new Error('the database connection went silent or was cut; another one took its place'));
    }
  }

  private newLine(): WatchLine {
    const line: WatchLine = new WatchLine(this.url, {
      notified: () => {
        this.told = true;
        this.wake();
      },
      ended: (error) => this.ended(line, error),
    });
    return line;
  }

  /** The connection that was resting; what happens to one that is asked is the round's business. */
  private ended(line: WatchLine, error: Error): void {
    if (this.line !== line || this.stopped) return;
    this.line = null;
    this.options.failed(error);
    this.told = true;
    this.wake();
  }

  private async pause(delayMs: number): Promise<void> {
    if (this.stopped) return;
    await new Promise<void>((over) => {
      const timer = setTimeout(over, delayMs);
      this.wake = () => {
        clearTimeout(timer);
        over();
      };
    });
    this.wake = () => undefined;
  }
}
