/** The wall clock as a port: pure code takes `now` in milliseconds since 1970, everything else takes a Clock. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** Milliseconds from an arbitrary start, never moved by clock changes: for measuring, never for storing. */
export function monotonicMs(): number {
  return performance.now();
}
