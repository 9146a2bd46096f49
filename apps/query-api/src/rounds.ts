import type { Logger } from '@pksn/runtime';

/** What is done again and again beside the requests, such as writing down what was counted. */
export interface RoundWork {
  readonly everyMs: number;
  /** For the log, when a round fails: what was not done, to be tried again. */
  readonly complaint: string;
  /** One round; what it could not do is kept for the next. */
  readonly run: () => Promise<void>;
}

/** Rounds of one work, each `everyMs` after the end of the one before. One that fails is complained of once. */
export class Rounds {
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> = Promise.resolve();
  private complained = false;

  constructor(
    private readonly work: RoundWork,
    private readonly log: Logger,
  ) {}

  start(): void {
    this.timer = setTimeout(() => {
      this.running = this.once().then(() => this.start());
    }, this.work.everyMs).unref();
  }

  /** Waits for the round under way, and does a last one. */
  async stop(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    await this.running;
    // The round that was under way has set the next one.
    clearTimeout(this.timer ?? undefined);
    await this.once();
  }

  /** One round now. Never fails. */
  async once(): Promise<void> {
    try {
      await this.work.run();
      this.complained = false;
    } catch (error) {
      if (!this.complained) this.log.warn({ error }, this.work.complaint);
      this.complained = true;
    }
  }
}
