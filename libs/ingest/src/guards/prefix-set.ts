import { compareKeys } from '@pksn/reputation-index';

/** Bytes of a key that are kept in memory: two keys that share them and differ behind are not met by chance. */
export const PREFIX_BYTES = 8;
const FAN_OUT = 1 << 16;

/** The first 8 bytes of many keys, ascending: 8 bytes for each, and a lookup in a few steps. */
export class PrefixSet {
  private readonly starts = new Uint32Array(FAN_OUT + 1);

  constructor(private readonly sorted: Buffer) {
    if (sorted.length % PREFIX_BYTES !== 0) throw new RangeError('not whole prefixes');
    for (let at = 0; at < sorted.length; at += PREFIX_BYTES) {
      const bucket = sorted.readUInt16BE(at) + 1;
      this.starts[bucket] = (this.starts[bucket] as number) + 1;
    }
    for (let i = 1; i <= FAN_OUT; i++) this.starts[i] = (this.starts[i] as number) + (this.starts[i - 1] as number);
  }

  /** Whether a key with the first bytes of the one at `at` is here. */
  has(bytes: Buffer, at: number): boolean {
    const bucket = bytes.readUInt16BE(at);
    let low = this.starts[bucket] as number;
    let high = this.starts[bucket + 1] as number;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const order = compareKeys(this.sorted, middle * PREFIX_BYTES, bytes, at, PREFIX_BYTES);
      if (order === 0) return true;
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    return false;
  }
}
