import type { ClockStanding } from '@pksn/domain';
import { clockStanding, isMarkDue, judgedTime } from '@pksn/domain';
import type { Clock } from './clock';
import { monotonicMs, systemClock } from './clock';

/** The highest time that was judged by, as it is kept for all processes and for the next start. */
export interface ClockMark {
  /** Milliseconds since 1970; null: no process has kept one yet. */
  readonly markMs: number | null;
  /** How often a person has set it; each time, it may have gone back. */
  readonly resets: number;
}

/**
 * The clock by which everything is judged that begins or ends at a time: the system's, corrected by the mark that all
 * processes share (see judgedTime). Until the first mark is learned it goes by the system's clock. Reading it costs two
 * clock readings, and no memory.
 */
export class JudgedClock implements Clock {
  private lastMs: number;
  private readAt: number;
  private mark: ClockMark | null = null;

  /** `elapsedMs` is a clock of the `monotonicMs` kind. */
  constructor(
    private readonly system: Clock = systemClock,
    private readonly elapsedMs: () => number = monotonicMs,
  ) {
    this.lastMs = system.now();
    this.readAt = elapsedMs();
  }

  now(): number {
    const readAt = this.elapsedMs();
    this.lastMs = judgedTime(this.lastMs, readAt - this.readAt, this.system.now());
    this.readAt = readAt;
    return Math.floor(this.lastMs);
  }

  /** How the system's clock stands now, and both times. */
  standing(): ClockStanding & { readonly judgedMs: number; readonly systemMs: number } {
    const judgedMs = this.now();
    const systemMs = this.system.now();
    return { ...clockStanding(judgedMs, systemMs), judgedMs, systemMs };
  }

  /**
   * For the age of files, whose times are of the system's clock: the earlier of both. A clock that was set to any time
   * then makes nothing old that is not.
   */
  readonly forFiles: Clock = { now: () => Math.min(this.system.now(), this.now()) };

  /**
   * Takes the mark as it is kept now. The first one and one that a person has set count as they are; any other moves
   * the time ahead alone: what is kept may be of a restored backup.
   */
  learn(mark: ClockMark): void {
    const before = this.mark;
    this.mark = mark;
    if (mark.markMs === null) return;
    const isGiven = before === null || before.markMs === null || mark.resets > before.resets;
    this.lastMs = isGiven ? mark.markMs : Math.max(this.now(), mark.markMs);
    this.readAt = this.elapsedMs();
  }

  /** The mark that is to be kept now, or null: it is too early, or what is kept was not learned yet. */
  markToKeep(): ClockMark | null {
    if (this.mark === null) return null;
    const { judgedMs, state } = this.standing();
    return isMarkDue(judgedMs, this.mark.markMs, state) ? { markMs: judgedMs, resets: this.mark.resets } : null;
  }
}
