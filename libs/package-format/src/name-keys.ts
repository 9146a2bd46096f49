/**
 * The keys of a package's names: 64-bit keys that arrive in ascending order, kept as two columns of u32 and found
 * through a fan-out table over the upper 16 bits. 8 bytes per name: 128 MB at the limit of 16 million names.
 */
export class NameKeys {
  private readonly highs: Uint32Array;
  private readonly lows: Uint32Array;
  private readonly starts = new Uint32Array(65_537);
  private size = 0;
  private filledTo = 0;

  /** `capacity` is the declared number of names; memory that is never written is never resident. */
  constructor(capacity: number) {
    this.highs = new Uint32Array(capacity);
    this.lows = new Uint32Array(capacity);
  }

  /** Keys must ascend. Returns false when there are more than were declared. */
  add(high: number, low: number): boolean {
    if (this.size === this.highs.length) return false;
    this.highs[this.size] = high;
    this.lows[this.size] = low;
    const bucket = high >>> 16;
    while (this.filledTo < bucket) this.starts[++this.filledTo] = this.size;
    this.size += 1;
    return true;
  }

  has(high: number, low: number): boolean {
    const bucket = high >>> 16;
    // Buckets above the last key were not filled yet, and are empty.
    let from = bucket <= this.filledTo ? (this.starts[bucket] ?? 0) : this.size;
    let to = bucket < this.filledTo ? (this.starts[bucket + 1] ?? 0) : this.size;
    while (from < to) {
      const middle = (from + to) >>> 1;
      const midHigh = this.highs[middle] ?? 0;
      const midLow = this.lows[middle] ?? 0;
      if (midHigh === high && midLow === low) return true;
      if (midHigh < high || (midHigh === high && midLow < low)) from = middle + 1;
      else to = middle;
    }
    return false;
  }
}
