import { hash } from 'node:crypto';

/** Marks that a sketch keeps: exact up to here, and a standard error of 1/sqrt(k - 2), 4.4 %, above. */
export const SKETCH_MARKS = 512;
/** A mark is the first 64 bits of a SHA-256, as a string of 8 characters of one byte, which sorts as the number does. */
const MARK_BYTES = 8;
const ENDPOINT_ID = /^[0-9a-f]{32}$/i;
const TWO_32 = 2 ** 32;

/** `PKSN-Endpoint`: 128 random bits as 32 hex digits of any case. Anything else counts as no id. */
export function isEndpointId(text: string): boolean {
  return ENDPOINT_ID.test(text);
}

/**
 * What is kept of an endpoint id. The salt is the installation's: marks of two installations have nothing in common,
 * and an id of 128 random bits cannot be found from its mark. Who holds both the salt and somebody's id can tell
 * whether the id may be among the marks; that is the price of counting one endpoint once across keys and processes.
 */
export function endpointMark(salt: string, endpointId: string): string {
  return hash('sha256', `${salt}:${endpointId.toLowerCase()}`, 'binary').slice(0, MARK_BYTES);
}

/**
 * How many distinct endpoints were there: the k smallest of their marks (Bar-Yossef et al. 2002, "k minimum values").
 * Sketches merge in any order and any number of times, so that processes, days and keys can be put together. Nothing
 * on npm was fit: what is there for HyperLogLog was last kept ten years ago, or comes with a dozen dependencies and
 * hashes of 32 bits; and only this kind is exact where it matters, for the last endpoints of an old key.
 */
export class EndpointSketch {
  /** Ascending, without duplicates, at most SKETCH_MARKS. */
  private marks: string[] = [];

  /** From `toBuffer`. Throws RangeError for bytes that no sketch wrote. */
  static parse(bytes: Buffer): EndpointSketch {
    const sketch = new EndpointSketch();
    for (let at = 0; at < bytes.length; at += MARK_BYTES) {
      sketch.marks.push(bytes.toString('latin1', at, at + MARK_BYTES));
    }
    const { marks } = sketch;
    const sorted = marks.every((mark, i) => mark.length === MARK_BYTES && (marks[i - 1] ?? '') < mark);
    if (!sorted || marks.length > SKETCH_MARKS) throw new RangeError('these bytes are no endpoint sketch');
    return sketch;
  }

  get size(): number {
    return this.marks.length;
  }

  /** Whether `estimate` is the very number. */
  get isExact(): boolean {
    return this.marks.length < SKETCH_MARKS;
  }

  /** Takes a mark of `endpointMark` in; false when it changes nothing. */
  add(mark: string): boolean {
    const { marks } = this;
    if (marks.length === SKETCH_MARKS && mark >= this.last) return false;
    const at = lowerBound(marks, mark);
    if (marks[at] === mark) return false;
    marks.splice(at, 0, mark);
    if (marks.length > SKETCH_MARKS) marks.pop();
    return true;
  }

  /** The sketch of everything that either has seen; both stay as they are. */
  merge(other: EndpointSketch): EndpointSketch {
    const merged = new EndpointSketch();
    merged.marks = [...new Set([...this.marks, ...other.marks])].sort(ascending).slice(0, SKETCH_MARKS);
    return merged;
  }

  /** Distinct endpoints; exact while `isExact`. */
  estimate(): number {
    if (this.isExact) return this.marks.length;
    // The k-th of n marks that lie evenly in 0..1 is expected at k / (n + 1).
    return Math.round((SKETCH_MARKS - 1) / fraction(this.last));
  }

  /** The part (0..1) of these endpoints that is `among` them and not `without`; both are parts of this sketch. */
  portion(among: EndpointSketch, without: EndpointSketch | null = null): number {
    // Whatever of this sketch's marks a part has seen is among the smallest of that part, too.
    const [inside, outside] = [new Set(among.marks), new Set(without?.marks)];
    const counted = this.marks.filter((mark) => inside.has(mark) && !outside.has(mark)).length;
    return this.marks.length === 0 ? 0 : counted / this.marks.length;
  }

  toBuffer(): Buffer {
    return Buffer.from(this.marks.join(''), 'latin1');
  }

  private get last(): string {
    return this.marks[this.marks.length - 1] ?? '';
  }
}

/** By bytes, as `<` does; a locale would have its own mind. */
function ascending(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function lowerBound(marks: readonly string[], mark: string): number {
  let low = 0;
  let high = marks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((marks[middle] ?? '') < mark) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where a mark lies between 0 and 1, never 0. */
function fraction(mark: string): number {
  const bytes = Buffer.from(mark, 'latin1');
  return (bytes.readUInt32BE(0) + (bytes.readUInt32BE(4) + 1) / TWO_32) / TWO_32;
}
