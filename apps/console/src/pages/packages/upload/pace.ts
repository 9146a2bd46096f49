const WINDOW_MS = 10_000;

/** How fast something goes on, over the last ten seconds. */
export class Pace {
  private samples: { readonly at: number; readonly bytes: number }[] = [];

  add(at: number, bytes: number): void {
    this.samples.push({ at, bytes });
    while (this.samples.length > 2 && at - (this.samples[0]?.at ?? at) > WINDOW_MS) this.samples.shift();
  }

  reset(): void {
    this.samples = [];
  }

  /** Bytes; null: not known yet. */
  get perSecond(): number | null {
    const first = this.samples[0];
    const last = this.samples.at(-1);
    if (first === undefined || last === undefined || last.at - first.at < 500) return null;
    return ((last.bytes - first.bytes) * 1_000) / (last.at - first.at);
  }

  secondsLeft(leftBytes: number): number | null {
    const { perSecond } = this;
    return perSecond === null || perSecond <= 0 ? null : leftBytes / perSecond;
  }
}
