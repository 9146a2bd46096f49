import type { Logger } from '@pksn/runtime';
import type { KnockingKeys } from '@pksn/store-postgres';
import { Rounds } from '../rounds';
import type { KnockCounter } from './knock-counter';

const EVERY_MS = 1_000;

/** Writes down which keys were refused, every second and at the end. With the database away, it is kept for later. */
export class KnockRecorder {
  private readonly rounds: Rounds;

  constructor(
    private readonly knocks: KnockCounter,
    private readonly store: Pick<KnockingKeys, 'add'>,
    log: Logger,
  ) {
    const complaint = 'knocks were not written; trying again';
    this.rounds = new Rounds({ everyMs: EVERY_MS, complaint, run: () => this.writeAll() }, log);
  }

  start(): void {
    this.rounds.start();
  }

  stop(): Promise<void> {
    return this.rounds.stop();
  }

  /** One round. Never fails: what cannot be written is given back. */
  write(): Promise<void> {
    return this.rounds.once();
  }

  private async writeAll(): Promise<void> {
    const knocks = this.knocks.take();
    if (knocks.length === 0) return;
    try {
      await this.store.add(knocks);
    } catch (error) {
      this.knocks.giveBack(knocks);
      throw error;
    }
  }
}
