const TAIL_BYTES = 4;

/** First and last address of a network, from its key: address | prefix length | three zeros. */
export function networkRange(key: Buffer): { readonly low: Buffer; readonly high: Buffer } {
  const low = Buffer.from(key.subarray(0, key.length - TAIL_BYTES));
  const high = Buffer.from(low);
  const prefix = key[low.length] ?? 0;
  for (let i = 0; i < high.length; i++) {
    const fixed = Math.max(0, Math.min(8, prefix - i * 8));
    high[i] = (high[i] as number) | (0xff >> fixed);
  }
  return { low, high };
}

/** Networks of one family: whether one overlaps another, so that one of them contains the other. */
export class NetworkSet {
  private readonly ranges: { low: Buffer; high: Buffer }[] = [];

  /** Keys of networks, in any order. */
  constructor(keys: readonly Buffer[]) {
    const all = keys.map(networkRange).sort((a, b) => a.low.compare(b.low));
    for (const range of all) {
      const last = this.ranges.at(-1);
      if (last === undefined || range.low.compare(last.high) > 0) this.ranges.push(range);
      else if (range.high.compare(last.high) > 0) last.high = range.high;
    }
  }

  overlaps(key: Buffer): boolean {
    const { low, high } = networkRange(key);
    let [first, end] = [0, this.ranges.length];
    // The first range that does not end before this network begins.
    while (first < end) {
      const middle = (first + end) >>> 1;
      if ((this.ranges[middle] as { high: Buffer }).high.compare(low) < 0) first = middle + 1;
      else end = middle;
    }
    const found = this.ranges[first];
    return found !== undefined && found.low.compare(high) <= 0;
  }
}
