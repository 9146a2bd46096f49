import { viewOf } from './key-order';
import { FINGERPRINT_AT } from './segment-layout';

const NOTHING = Buffer.alloc(0);
const FIRST_KEYS = 1_024;
/** At least the width of every record. */
const RECORD_BYTES = 128;

/**
 * Many keys of one width that are asked together, and the memory in which their finding takes place; one instance
 * serves one bulk after another. Asking segment by segment instead of key by key lets the processor wait for the
 * memory of many keys at once, and costs no object per key.
 *
 * A key is named by its index in the bulk. Who asks fills `open`; SectionStack.findMany answers in `hits`, `windowOf`
 * and `at`; the rest is between a stack and its segments.
 */
export class KeyBulk {
  /** The keys, one behind the other. */
  keys: Buffer = NOTHING;
  keyView = viewOf(NOTHING);
  keyBytes = 0;
  count = 0;
  /** By key: its first 32 bits, and its fingerprint. */
  words = new Uint32Array(FIRST_KEYS);
  marks = new Uint8Array(FIRST_KEYS);

  /** The keys that the next stack is asked for. */
  open = new Int32Array(FIRST_KEYS);
  openCount = 0;
  /** The keys of `open` that the stack has a record in force of. */
  hits = new Int32Array(FIRST_KEYS);
  hitCount = 0;
  /** Where the record of a key stands that was a hit: `at[key]` in `windows[windowOf[key]]`. */
  windowOf = new Uint16Array(FIRST_KEYS);
  at = new Float64Array(FIRST_KEYS);
  readonly windows: Buffer[] = [];

  /** The keys that the next segment is asked for, and what it has: an offset in the last window, or -1. */
  asked = new Int32Array(FIRST_KEYS);
  askedCount = 0;
  places = new Float64Array(FIRST_KEYS);
  /** By position in `asked`: the records that may have the key, from `low` up to `high`. */
  low = new Uint32Array(FIRST_KEYS);
  high = new Uint32Array(FIRST_KEYS);
  candidates = new Int32Array(FIRST_KEYS);
  private touched = 0;

  private arena = NOTHING;
  private arenaBase = 0;
  private arenaEnd = 0;

  /** Begins a bulk of whole keys, with all of them open. */
  begin(keys: Buffer, keyBytes: number): void {
    const count = keys.length / keyBytes;
    if (count > this.open.length) this.grow(count);
    this.keys = keys;
    this.keyView = viewOf(keys);
    this.keyBytes = keyBytes;
    this.count = count;
    this.windows.length = 0;
    this.arenaEnd = 0;
    const { open, words, marks, keyView } = this;
    for (let key = 0; key < count; key++) {
      open[key] = key;
      words[key] = keyView.getUint32(key * keyBytes);
      marks[key] = keyView.getUint8(key * keyBytes + FINGERPRINT_AT);
    }
    this.openCount = count;
    this.hitCount = 0;
  }

  /** Lets go of everything that belongs to the bulk, so that closed segments are not kept alive. */
  end(): void {
    this.keys = NOTHING;
    this.keyView = viewOf(NOTHING);
    this.windows.length = 0;
  }

  /** Takes the sum of what was read to fetch memory ahead, which would be optimized away if nobody did. */
  touch(bytes: number): void {
    this.touched ^= bytes;
  }

  /** Memory of this bulk for so many records that come from a file; it becomes the last window. */
  readWindow(records: number): Buffer {
    if (this.arenaEnd + records * RECORD_BYTES > this.arena.length) {
      // What was read before stays where it is, as a window of its own.
      this.arena = Buffer.allocUnsafeSlow(Math.max(records, FIRST_KEYS) * RECORD_BYTES);
      this.arenaEnd = 0;
    }
    this.arenaBase = this.arenaEnd;
    this.arenaEnd += records * RECORD_BYTES;
    this.windows.push(this.arena);
    return this.arena;
  }

  /** The place of the record with this number in the memory of the last readWindow. */
  readPlace(number: number): number {
    return this.arenaBase + number * RECORD_BYTES;
  }

  get lastWindow(): Buffer {
    return this.windows[this.windows.length - 1] as Buffer;
  }

  /** One of the keys. */
  key(index: number): Buffer {
    return this.keys.subarray(index * this.keyBytes, (index + 1) * this.keyBytes);
  }

  private grow(count: number): void {
    for (const name of ['open', 'hits', 'asked', 'candidates'] as const) this[name] = new Int32Array(count);
    for (const name of ['at', 'places'] as const) this[name] = new Float64Array(count);
    for (const name of ['low', 'high', 'words'] as const) this[name] = new Uint32Array(count);
    this.windowOf = new Uint16Array(count);
    this.marks = new Uint8Array(count);
  }
}
