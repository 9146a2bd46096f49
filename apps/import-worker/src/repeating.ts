import type { Logger } from '@pksn/runtime';

/** Work that is done again and again, one round at a time, until it is stopped. A round that fails is logged. */
export class Repeating {
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    readonly name: string,
    private readonly everyMs: number | (() => number),
    private readonly log: Logger,
    private readonly work: () => Promise<void>,
  ) {}

  start(): void {
    if (!this.stopped) this.running = this.round();
  }

  /** Waits for the round that is under way. */
  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
    await this.running;
  }

  private async round(): Promise<void> {
    try {
      await this.work();
    } catch (error) {
      this.log.warn({ task: this.name, error }, 'a task failed; it is tried again');
    }
    if (!this.stopped)
      this.timer = setTimeout(() => this.start(), typeof this.everyMs === 'number' ? this.everyMs : this.everyMs());
  }
}
