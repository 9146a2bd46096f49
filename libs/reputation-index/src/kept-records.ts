/** Places of a segment: 6 MB of file records, less of all others. */
const MOST_PLACES = 1 << 16;
/** A small segment keeps at most one in so many of its records. */
const RECORDS_PER_PLACE = 8;

/**
 * Which records of one segment file were read lately, by their index: each can stand in one place only, of which there
 * is a power of two. The files of an installation are asked for again and again, and to read one costs several times
 * what finding it here does. The memory itself belongs to whoever reads: place n is that of n records.
 */
export class KeptRecords {
  readonly places: number;
  /** By place: the index of the record and 1, or 0. */
  private readonly held: Uint32Array;
  private readonly mask: number;

  constructor(records: number) {
    const wanted = Math.min(MOST_PLACES, Math.max(1, records / RECORDS_PER_PLACE));
    this.places = 2 ** Math.floor(Math.log2(wanted));
    this.held = new Uint32Array(this.places);
    this.mask = this.places - 1;
  }

  /** The only place where this record can be. */
  placeOf(index: number): number {
    return index & this.mask;
  }

  /** Whether the record with this index stands in its place. */
  has(index: number): boolean {
    return this.held[index & this.mask] === index + 1;
  }

  /** Nothing stands there until `keep`: the place is about to be written to, and that may fail. */
  forget(place: number): void {
    this.held[place] = 0;
  }

  keep(index: number): void {
    this.held[index & this.mask] = index + 1;
  }
}
