import type { Clock } from './clock';

/**
 * A clock that nobody sets back behind the time at which the process started and what has passed since: the later of
 * that and of the wall clock. A wall clock that was set ahead while the process runs counts for as long as it is ahead,
 * and goes back with it. One that was behind at the start jumps when it is set right, by years if need be: how long ago
 * something was is measured by monotonicMs.
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
