import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '@pksn/domain';
import type { Logger } from '@pksn/runtime';
import type { HistoryReader } from '@pksn/store-postgres';
import { RepeatedLook } from '../repeated-look';
import type { CheckpointKeeper, CheckpointOrder } from './checkpoint-keeper';

const LOOK_EVERY_MS = 5_000;
const PATIENCE_MS = 10_000;
const PAUSE_MS = 50;
const IF_DUE: CheckpointOrder = { cause: null, accepted: null };

/** Looks after the checkpoints of a running process, and remembers what is wrong for the health report. */
export class HistoryWatch {
  /** What the last look has met; null: all is right. */
  problem: Fault | null = null;
  private readonly repeated = new RepeatedLook(LOOK_EVERY_MS, () => this.look(IF_DUE));

  constructor(
    private readonly history: HistoryReader,
    private readonly keeper: CheckpointKeeper,
    private readonly log: Logger,
  ) {}

  /** Nest calls this when the application starts. */
  onApplicationBootstrap(): void {
    this.repeated.start();
  }

  /** Nest calls this before the database is closed. */
  beforeApplicationShutdown(): Promise<void> {
    return this.repeated.stop();
  }

  /** A checkpoint now. Faults: those of CheckpointKeeper; SERVICE_UNAVAILABLE, when another process takes too long. */
  async order(order: CheckpointOrder): Promise<void> {
    for (let waitedMs = 0; waitedMs <= PATIENCE_MS; waitedMs += PAUSE_MS) {
      if (await this.look(order)) return;
      await delay(PAUSE_MS);
    }
    throw new Fault('SERVICE_UNAVAILABLE', 'another process is at the checkpoints');
  }

  private async look(order: CheckpointOrder): Promise<boolean> {
    try {
      const mine = await this.history.exclusively(() => this.keeper.look(order));
      if (mine) this.problem = null;
      return mine;
    } catch (error) {
      this.tell(Fault.from(error));
      throw error;
    }
  }

  /** Once for each thing that is wrong, not at every look. */
  private tell(fault: Fault): void {
    if (this.problem?.message !== fault.message) this.log.error({ err: fault }, 'the history cannot be vouched for');
    this.problem = fault;
  }
}
