/** Upper bounds of the buckets, in seconds. */
const BOUNDS = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10] as const;

/** How long the service takes to answer whole, by buckets; what took longer than the last bound is only in the count. */
export class Latency {
  readonly bounds: readonly number[] = BOUNDS;
  readonly counts: number[] = BOUNDS.map(() => 0);
  count = 0;
  sumSeconds = 0;

  add(ms: number): void {
    const seconds = ms / 1_000;
    this.count += 1;
    this.sumSeconds += seconds;
    const at = BOUNDS.findIndex((bound) => seconds <= bound);
    if (at >= 0) this.counts[at] = (this.counts[at] as number) + 1;
  }

  /**
   * The time in which this share (0 to 1) was answered, in milliseconds, taken straight through its bucket as Prometheus does; the last
   * bound for what is beyond it. Null before the first answer.
   */
  quantileMs(share: number): number | null {
    if (this.count === 0) return null;
    const rank = share * this.count;
    let below = 0;
    for (const [i, count] of this.counts.entries()) {
      if (count > 0 && below + count >= rank) {
        const from = BOUNDS[i - 1] ?? 0;
        const to = BOUNDS[i] as number;
        return Math.round((from + ((to - from) * (rank - below)) / count) * 100_000) / 100;
      }
      below += count;
    }
    return (BOUNDS.at(-1) as number) * 1_000;
  }
}
