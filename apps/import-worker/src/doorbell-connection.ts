import { setTimeout as delay } from 'node:timers/promises';
import type { DoorbellListener } from '@pksn/ingest';
import type { Logger } from '@pksn/runtime';

const RETRY_MS = 1_000;
/** A connection that was never made may not end in order. */
const STOP_MS = 2_000;

/** Listens for the doorbell as soon as the queue answers. Nobody waits for it: imports are also looked for. */
export class DoorbellConnection {
  private readonly stopping = new AbortController();
  private connected = false;

  constructor(
    private readonly listener: DoorbellListener,
    private readonly log: Logger,
  ) {}

  start(handler: () => Promise<void>): void {
    void this.connect(handler);
  }

  private async connect(handler: () => Promise<void>): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.listener.start(handler);
        this.connected = true;
        return this.log.info('listening to the queue');
      } catch (error) {
        if (signal.aborted) return;
        this.log.warn({ error }, 'the queue does not answer; it is tried again');
        await this.closed();
        await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** Waits for running handlers. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await (this.connected ? this.listener.stop() : this.closed());
  }

  private async closed(): Promise<void> {
    const late = delay(STOP_MS, undefined, { ref: false });
    await Promise.race([this.listener.stop().catch(() => undefined), late]);
  }
}
