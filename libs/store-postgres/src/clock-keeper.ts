import type { JudgedClock } from '@pksn/runtime';
import type { ClockMarks } from './clock-marks';

/** Keeps the mark of a process's clock, and tells the clock what other processes and people have kept. */
export class ClockKeeper {
  constructor(
    private readonly clock: Pick<JudgedClock, 'learn' | 'markToKeep'>,
    private readonly marks: Pick<ClockMarks, 'read' | 'keep'>,
  ) {}

  /** Learns, then keeps if it is due; to be called about once a second. Rejects when the database is away. */
  async round(): Promise<void> {
    this.clock.learn(await this.marks.read());
    await this.keep();
  }

  /** For a process that learns the mark with what it follows anyway. */
  async keep(): Promise<void> {
    const mark = this.clock.markToKeep();
    if (mark !== null) await this.marks.keep(mark);
  }
}
