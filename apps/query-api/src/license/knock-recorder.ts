import type { Logger } from '@pksn/runtime';
import type { KnockingKeys } from '@pksn/store-postgres';
import type { KnockCounter } from './knock-counter';

const EVERY_MS = 1_000;

/** Writes down which keys were refused, every second and at the end. With the database away, it is kept for later. */
export class KnockRecorder {
  private timer: NodeJS.Timeout | null = null;
  private round: Promise<void> = Promise.resolve();
  private complained = false;

  constructor(
    private readonly knocks: KnockCounter,
    private readonly store: Pick<KnockingKeys, 'add'>,
    private readonly log: Logger,
  ) {}

  start(): void {
    this.timer = setTimeout(() => {
      this.round = this.write().then(() => this.start());
    }, EVERY_MS).unref();
  }

  async stop(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    await this.round;
    // The round that was under way has set the next one.
    clearTimeout(this.timer ?? undefined);
    await this.write();
  }

  /** One round. Never fails: what cannot be written is given back. */
  async write(): Promise<void> {
    const knocks = this.knocks.take();
    if (knocks.length === 0) return;
    try {
      await this.store.add(knocks);
      this.complained = false;
    } catch (error) {
      this.knocks.giveBack(knocks);
      if (!this.complained) this.log.warn({ error }, 'knocks were not written; trying again');
      this.complained = true;
    }
  }
}
