import { setTimeout as delay } from 'node:timers/promises';

/** A look that is taken at the start and again and again, each `everyMs` after the end of the one before. What fails is the look's to tell. */
export class RepeatedLook {
  private readonly stopping = new AbortController();
  private running: Promise<void> | null = null;

  constructor(
    private readonly everyMs: number,
    private readonly look: () => Promise<unknown>,
  ) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Waits for the look that is under way. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.look().catch(() => undefined);
      await delay(this.everyMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
