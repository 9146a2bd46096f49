import { setTimeout as delay } from 'node:timers/promises';
import type { AnswerShelf } from '@pksn/endpoint-client';
import { reasonOf } from '@pksn/endpoint-client';

/** Brings a shelf back that could not be read or written: a full disk has room again, and what is damaged is thrown away. */
export class ShelfRecovery {
  private readonly over = new AbortController();
  private running: Promise<void> | null = null;

  constructor(
    private readonly shelf: Pick<AnswerShelf, 'reopen'>,
    /** Writes for the first time; when it fails, that was no recovery. */
    private readonly prove: () => Promise<void>,
    private readonly pauseMs: number,
  ) {}

  /** Tries until it succeeds or is stopped. */
  begin(error: unknown): void {
    if (!this.over.signal.aborted) this.running ??= this.run(error).finally(() => (this.running = null));
  }

  async stop(): Promise<void> {
    this.over.abort();
    await this.running;
  }

  private async run(error: unknown): Promise<void> {
    for (let cause = error; ;) {
      await delay(this.pauseMs, undefined, { signal: this.over.signal, ref: false }).catch(() => undefined);
      if (this.over.signal.aborted) return;
      try {
        await this.shelf.reopen(reasonOf(cause) === 'LEVEL_CORRUPTION');
        return await this.prove();
      } catch (failure) {
        cause = failure;
      }
    }
  }
}
