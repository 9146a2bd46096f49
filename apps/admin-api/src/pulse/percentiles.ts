/** How many answers took at most so many seconds, and more than the bound before; `Infinity` above all bounds. */
export type Buckets = ReadonlyMap<number, number>;

export interface Percentiles {
  /** Answers that were timed. */
  readonly count: number;
  /** Seconds; of what is above the last bound, that bound. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** By interpolation within buckets, as Prometheus' histogram_quantile does it; null when nothing was timed. */
export function percentilesOf(buckets: Buckets): Percentiles | null {
  const sorted = [...buckets].sort(([a], [b]) => a - b);
  const count = sorted.reduce((sum, [, n]) => sum + n, 0);
  if (count === 0) return null;
  const at = (share: number): number => quantile(sorted, share * count);
  return { count, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** `rank` is of 1 to the sum of all. */
function quantile(sorted: readonly (readonly [bound: number, count: number])[], rank: number): number {
  let below = 0;
  let from = 0;
  for (const [bound, count] of sorted) {
    if (below + count >= rank && count > 0)
      return bound === Infinity ? from : from + ((bound - from) * (rank - below)) / count;
    below += count;
    if (bound !== Infinity) from = bound;
  }
  return from;
}
