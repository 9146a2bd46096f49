import type { Clock } from './clock';

/**
 * A clock that nobody sets back while the process runs: the later of the wall clock and of what has passed since the
 * start. A wall clock that was ahead by mistake counts for as long as it is ahead, and no longer.
 */
export class SteadyClock implements Clock {
  private readonly startedAt: number;
  private readonly origin: number;

  /** `elapsedMs` is a clock of the `monotonicMs` kind. */
  constructor(
    private readonly wall: Clock,
    private readonly elapsedMs: () => number,
  ) {
    this.startedAt = wall.now();
    this.origin = elapsedMs();
  }

  now(): number {
    return Math.max(this.wall.now(), this.least());
  }

  /** How far the wall clock is behind, in milliseconds: it was set back, or was ahead when the process started. */
  behindMs(): number {
    return Math.max(0, this.least() - this.wall.now());
  }

  private least(): number {
    return this.startedAt + Math.floor(this.elapsedMs() - this.origin);
  }
}
