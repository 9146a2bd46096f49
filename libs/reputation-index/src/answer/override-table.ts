import { wordAt } from '../key-order';
import type { Verdict } from './finding';

/** The filter has 2^16 to 2^24 bits, and up to 500,000 keys at least 32 for each: it lets one other key in 250 pass. */
const LEAST_FILTER_BITS = 16;
const MOST_FILTER_BITS = 24;
const FILTER_BITS_PER_KEY = 32;
/** Entries of a bucket at its table's capacity: what a change of one key copies. */
const BUCKET_ENTRIES = 64;
/** A table is made for this many times the entries that it begins with. */
const ROOM = 2;

/** Names that are compared in well below a millisecond. */
const LOOKED_AT_ONCE = 8_192;

type Bucket = Map<string, Verdict>;

/**
 * Verdicts by the section and bytes of their key. A fork shares all buckets with the table that it comes from and
 * copies the ones that it changes, so that the table stays as it was and a change costs what it changes.
 */
export class OverrideTable {
  private entries = 0;
  private forgotten = 0;

  private constructor(
    private readonly buckets: Bucket[],
    private readonly owned: Uint8Array,
    /** Two bits for every key, by its first and its second word. Forks share it: bits are only ever set. */
    private readonly filter: Uint8Array,
    private readonly shift: number,
    private readonly capacity: number,
  ) {}

  static for(keys: number): OverrideTable {
    const capacity = ROOM * Math.max(keys, BUCKET_ENTRIES / ROOM);
    const count = 2 ** Math.ceil(Math.log2(capacity / BUCKET_ENTRIES));
    const wanted = Math.ceil(Math.log2(Math.max(1, keys * FILTER_BITS_PER_KEY)));
    const bits = Math.min(MOST_FILTER_BITS, Math.max(LEAST_FILTER_BITS, wanted));
    const buckets = Array.from({ length: count }, (): Bucket => new Map());
    return new OverrideTable(
      buckets,
      new Uint8Array(count).fill(1),
      new Uint8Array(2 ** bits / 8),
      32 - bits,
      capacity,
    );
  }

  get size(): number {
    return this.entries;
  }

  /** Whether it serves well after so many more were put; if not, all entries belong in a new table. */
  holds(more: number): boolean {
    return this.entries + this.forgotten + more <= this.capacity;
  }

  fork(): OverrideTable {
    const fork = new OverrideTable(
      [...this.buckets],
      new Uint8Array(this.buckets.length),
      this.filter,
      this.shift,
      this.capacity,
    );
    fork.entries = this.entries;
    fork.forgotten = this.forgotten;
    return fork;
  }

  get(section: number, key: Buffer): Verdict | null {
    if (!this.mayKnow(key, 0)) return null;
    const name = nameOf(section, key);
    return this.buckets[this.indexOf(name)]?.get(name) ?? null;
  }

  /** Whether there may be an entry, of any section, for the key that stands at `at`. */
  mayKnow(bytes: Buffer, at: number): boolean {
    return this.passes(wordAt(bytes, at)) && this.passes(wordAt(bytes, at + 4));
  }

  /** Only on a table that nobody asks yet. */
  set(section: number, key: Buffer, verdict: Verdict): void {
    const name = nameOf(section, key);
    const bucket = this.own(name);
    if (!bucket.has(name)) this.entries++;
    bucket.set(name, verdict);
    this.mark(wordAt(key, 0));
    this.mark(wordAt(key, 4));
  }

  /** Only on a table that nobody asks yet. */
  delete(section: number, key: Buffer): boolean {
    const name = nameOf(section, key);
    if (!this.own(name).delete(name)) return false;
    this.entries--;
    this.forgotten++;
    return true;
  }

  *all(): Generator<{ readonly section: number; readonly key: Buffer; readonly verdict: Verdict }> {
    for (const bucket of this.buckets) {
      for (const [name, verdict] of bucket) {
        yield { section: name.charCodeAt(0), key: Buffer.from(name.slice(1), 'latin1'), verdict };
      }
    }
  }

  /** Keys of a section that begin with `prefix`, in any order; null now and then, to let other work go between. */
  *keysUnder(section: number, prefix: Buffer): Generator<Buffer | null> {
    const start = nameOf(section, prefix);
    let looked = 0;
    for (const bucket of this.buckets) {
      for (const name of bucket.keys()) if (name.startsWith(start)) yield Buffer.from(name.slice(1), 'latin1');
      looked += bucket.size + 1;
      if (looked < LOOKED_AT_ONCE) continue;
      looked = 0;
      yield null;
    }
  }

  private own(name: string): Bucket {
    const index = this.indexOf(name);
    let bucket = this.buckets[index] as Bucket;
    if (this.owned[index] === 0) {
      bucket = new Map(bucket);
      this.buckets[index] = bucket;
      this.owned[index] = 1;
    }
    return bucket;
  }

  /** FNV-1a over the whole name: keys of addresses resemble each other. */
  private indexOf(name: string): number {
    let hash = 0x811c9dc5;
    for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
    return ((hash ^ (hash >>> 15)) >>> 0) % this.buckets.length;
  }

  private mark(word: number): void {
    const bit = word >>> this.shift;
    this.filter[bit >> 3] = (this.filter[bit >> 3] as number) | (1 << (bit & 7));
  }

  private passes(word: number): boolean {
    const bit = word >>> this.shift;
    return ((this.filter[bit >> 3] as number) & (1 << (bit & 7))) !== 0;
  }
}

function nameOf(section: number, key: Buffer): string {
  return String.fromCharCode(section) + key.toString('latin1');
}
