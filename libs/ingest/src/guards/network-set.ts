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

/**
 * Networks of one family: whether one overlaps another, so that one of them contains the other. Holds two addresses
 * for each network that no other one contains.
 */
export class NetworkSet {
  /** First and last addresses, ascending; none overlaps the next. */
  private readonly ranges: Buffer;

  /** `sorted`: keys of networks, ascending. */
  constructor(
    sorted: Buffer,
    private readonly addressBytes: 4 | 16,
  ) {
    const keyBytes = addressBytes + TAIL_BYTES;
    if (sorted.length % keyBytes !== 0) throw new RangeError('not whole networks');
    const ranges = Buffer.allocUnsafe((sorted.length / keyBytes) * 2 * addressBytes);
    let end = 0;
    for (let at = 0; at < sorted.length; at += keyBytes) {
      const { low, high } = networkRange(sorted.subarray(at, at + keyBytes));
      const lastAt = end - addressBytes;
      if (end > 0 && low.compare(ranges, lastAt, end) <= 0) {
        if (high.compare(ranges, lastAt, end) > 0) high.copy(ranges, lastAt);
      } else {
        low.copy(ranges, end);
        high.copy(ranges, end + addressBytes);
        end += 2 * addressBytes;
      }
    }
    this.ranges = Buffer.from(ranges.subarray(0, end));
  }

  overlaps(key: Buffer): boolean {
    const { ranges, addressBytes } = this;
    const { low, high } = networkRange(key);
    const count = ranges.length / (2 * addressBytes);
    let [first, end] = [0, count];
    // The first range that does not end before this network begins.
    while (first < end) {
      const middle = (first + end) >>> 1;
      const lastAt = (2 * middle + 1) * addressBytes;
      if (low.compare(ranges, lastAt, lastAt + addressBytes) > 0) first = middle + 1;
      else end = middle;
    }
    const foundAt = 2 * first * addressBytes;
    return first < count && high.compare(ranges, foundAt, foundAt + addressBytes) >= 0;
  }
}
