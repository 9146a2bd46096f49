/** Older samples do not count: work goes at different paces. */
const WINDOW_MS = 20_000;
/** Less time than this says nothing about a pace. */
const LEAST_MS = 500;

/** How fast work goes, from what was done when. Times are in milliseconds since any one moment. */
export class ProgressRate {
  private samples: { at: number; done: number }[] = [];

  /** Begins anew when less is done than before: that is other work. */
  add(at: number, done: number): void {
    const last = this.samples.at(-1);
    if (last !== undefined && (done < last.done || at < last.at)) this.samples = [];
    this.samples.push({ at, done });
    while (this.samples.length > 2 && at - (this.samples[1]?.at ?? at) >= WINDOW_MS) this.samples.shift();
  }

  /** Null: not known yet. */
  get perSecond(): number | null {
    const [first] = this.samples;
    const last = this.samples.at(-1);
    if (first === undefined || last === undefined || last.at - first.at < LEAST_MS) return null;
    return ((last.done - first.done) * 1000) / (last.at - first.at);
  }

  /** Whole seconds until `total`; null: not known, or nothing moves. */
  secondsLeft(total: number): number | null {
    const rate = this.perSecond;
    const done = this.samples.at(-1)?.done ?? 0;
    if (done >= total) return 0;
    return rate === null || rate <= 0 ? null : Math.ceil((total - done) / rate);
  }
}
