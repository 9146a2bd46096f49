import { seededBytes } from '../sorted-records';

const BLOCK = 4_096;

/** Ranks from 0 on, the n-th drawn in proportion to 1/(n+1): Zipf's law with exponent 1. The same ones for the same seed. */
export class ZipfRanks {
  private readonly sums: Float64Array;
  private readonly random: (length: number) => Buffer;
  private block: Buffer = Buffer.alloc(0);
  private at = 0;

  constructor(count: number, seed: number) {
    this.sums = new Float64Array(count);
    let sum = 0;
    for (let n = 0; n < count; n++) this.sums[n] = sum += 1 / (n + 1);
    this.random = seededBytes(seed);
  }

  next(): number {
    const wanted = this.fraction() * (this.sums.at(-1) as number);
    let [low, high] = [0, this.sums.length - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.sums[middle] as number) > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Ranks that differ, in the order in which they come up first. */
  distinct(count: number): number[] {
    const found = new Set<number>();
    while (found.size < count) found.add(this.next());
    return [...found];
  }

  private fraction(): number {
    if (this.at >= this.block.length) [this.block, this.at] = [this.random(BLOCK), 0];
    this.at += 4;
    return this.block.readUInt32LE(this.at - 4) / 2 ** 32;
  }
}
