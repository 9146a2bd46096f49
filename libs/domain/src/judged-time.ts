/**
 * The time by which freshness, licenses, expiries and hours are judged, where the system's clock may be wrong or be set.
 *
 *   system clock, against the last judgement and what has passed since
 *     up to 24 h ahead ──▶ it counts: a night's suspension, a correction, a short stop
 *     further ahead ─────▶ it leapt: time goes on from the last judgement until a person confirms
 *     up to 24 h behind ─▶ time goes on a little slower, until the clock has caught up
 *     further behind ────▶ time goes on from the last judgement
 *
 * So nothing goes back, and nothing ends before its time by more than a day without a person's word.
 */
export const CLOCK_LIMITS = {
  /** A step ahead of more than this is not believed. */
  leapMs: 86_400_000,
  /** Part of the passing time that is left out while a clock that is behind catches up: an hour in 20. */
  slowdown: 0.05,
  /** Behind by more than this, the clock is worth a look. */
  behindMs: 60_000,
  /** How far the kept mark may be behind the judged time, and while something is wrong with the clock. */
  keepEveryMs: 60_000,
  keepOftenMs: 5_000,
} as const;

/** `right`: the system's clock counts. `behind`: by more than a minute. `leapt`: it is ahead, and a person has to confirm. */
export type ClockState = 'right' | 'behind' | 'leapt';

export interface ClockStanding {
  readonly state: ClockState;
  /** By how much the system's clock is away from the judged time. */
  readonly apartMs: number;
}

/**
 * The time in milliseconds since 1970, from the last judgement (or the mark), what has passed since by a clock that
 * nobody sets, and the system's clock. Never before the last judgement.
 */
export function judgedTime(lastMs: number, elapsedMs: number, systemMs: number): number {
  const passedMs = Math.max(0, elapsedMs);
  const aheadMs = systemMs - lastMs - passedMs;
  if (aheadMs > CLOCK_LIMITS.leapMs || aheadMs < -CLOCK_LIMITS.leapMs) return lastMs + passedMs;
  return Math.max(systemMs, lastMs + (aheadMs < 0 ? passedMs * (1 - CLOCK_LIMITS.slowdown) : 0));
}

/** How the system's clock stands to the time that was just judged by it. */
export function clockStanding(judgedMs: number, systemMs: number): ClockStanding {
  const aheadMs = systemMs - judgedMs;
  if (aheadMs >= 0) return { state: aheadMs > CLOCK_LIMITS.leapMs ? 'leapt' : 'right', apartMs: aheadMs };
  return { state: -aheadMs > CLOCK_LIMITS.behindMs ? 'behind' : 'right', apartMs: -aheadMs };
}

/** Whether the judged time is to be kept: rarely, and never what is not later. `markMs` null: none was kept yet. */
export function isMarkDue(judgedMs: number, markMs: number | null, state: ClockState): boolean {
  const everyMs = state === 'right' ? CLOCK_LIMITS.keepEveryMs : CLOCK_LIMITS.keepOftenMs;
  return markMs === null || judgedMs - markMs >= everyMs;
}
