import type { JudgedClock } from '@pksn/runtime';
import { clockProblem } from '@pksn/runtime';
import type { ClockMarks } from '@pksn/store-postgres';

/** What the admin API shows of the time that everything is judged by, and a person's word on it. */
export class ClockDesk {
  constructor(
    private readonly clock: JudgedClock,
    private readonly marks: ClockMarks,
  ) {}

  async show(): Promise<object> {
    const { markMs, resets } = await this.marks.read();
    const standing = this.clock.standing();
    const { state, judgedMs, systemMs } = standing;
    return {
      state,
      judged: iso(judgedMs),
      system: iso(systemMs),
      aheadSeconds: Math.round((systemMs - judgedMs) / 1_000),
      mark: markMs === null ? null : iso(markMs),
      resets,
      problem: clockProblem(standing),
    };
  }

  /** From now on, everything is judged by the clock of this machine as it is, whether that is ahead or back. */
  async reset(reason: string, actor: string): Promise<object> {
    const { judgedMs, systemMs } = this.clock.standing();
    await this.marks.reset({ toMs: systemMs, actor, reason });
    this.clock.learn(await this.marks.read());
    return { before: iso(judgedMs), ...(await this.show()) };
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
