import { readExactly } from './read-exactly';

const WORD_BYTES = 4;
/** A search reads so many bytes at once, and so may read behind the last fingerprint. */
const STEP_BYTES = 2 * WORD_BYTES;
const [ONES, HIGHS] = [0x01010101, 0x80808080 | 0];

/** One byte per record of a segment, or none at all. */
export class Fingerprints {
  private constructor(
    readonly count: number,
    private readonly view: DataView,
  ) {}

  /** Reads `count` of them from an open file. Throws SEGMENT_CORRUPT when it is shorter. */
  static read(path: string, descriptor: number, position: number, count: number): Fingerprints {
    const { buffer } = readExactly(path, descriptor, position, count, STEP_BYTES);
    return new Fingerprints(count, new DataView(buffer));
  }

  /**
   * The first record from `from` up to `end` (at most `count`) with this fingerprint, or -1. Compares four at a time,
   * because most buckets of a fan-out are read with one step, which the processor foresees.
   */
  first(fingerprint: number, from: number, end: number): number {
    const { view } = this;
    const pattern = Math.imul(fingerprint, ONES);
    for (let at = from; at < end; at += STEP_BYTES) {
      const near = zeroBytes(view.getInt32(at, true) ^ pattern);
      const far = zeroBytes(view.getInt32(at + WORD_BYTES, true) ^ pattern);
      if ((near | far) === 0) continue;
      const index = near !== 0 ? at + lowestByte(near) : at + WORD_BYTES + lowestByte(far);
      return index < end ? index : -1;
    }
    return -1;
  }

  /** The byte at `index`, to have it fetched into the processor's cache; of no meaning behind the last one. */
  touch(index: number): number {
    return this.view.getUint8(index);
  }
}

/** The high bit of every byte that is zero. Bytes above the lowest of them may be marked, too. */
function zeroBytes(word: number): number {
  return (word - ONES) & ~word & HIGHS;
}

/** The number, from 0, of the lowest byte that is marked. */
function lowestByte(marks: number): number {
  return (31 - Math.clz32(marks & -marks)) >>> 3;
}
