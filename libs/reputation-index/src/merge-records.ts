import { isRemoval } from '@pksn/domain';
import type { SectionLayout } from '@pksn/domain';
import { compareKeys } from './key-order';

const BATCH_BYTES = 1 << 20;

/** Walks the records of one source, batch by batch. */
export class RecordCursor {
  bytes: Buffer = Buffer.alloc(0);
  at = 0;
  done = false;

  constructor(
    private readonly source: Iterator<Buffer>,
    private readonly recordBytes: number,
  ) {
    this.refill();
  }

  next(): void {
    this.at += this.recordBytes;
    if (this.at >= this.bytes.length) this.refill();
  }

  private refill(): void {
    let batch = this.source.next();
    while (batch.done !== true && batch.value.length === 0) batch = this.source.next();
    this.at = 0;
    if (batch.done === true) this.done = true;
    else this.bytes = batch.value;
  }
}

/**
 * Merges ascending sources (newest first) into the records in force: of each key the newest mention, and none
 * when that is a removal. Yields batches of whole records. `records` is how many the sources hold at most: a leaf
 * has a few, and a delta looks at tens of thousands of leaves.
 */
export function mergedPuts(
  section: SectionLayout,
  sources: readonly Iterator<Buffer>[],
  records: number,
): Generator<Buffer> {
  return merged(section, sources, records, false);
}

/** The same with the removals: what hides records of a source below must go on hiding them. */
export function mergedMentions(
  section: SectionLayout,
  sources: readonly Iterator<Buffer>[],
  records: number,
): Generator<Buffer> {
  return merged(section, sources, records, true);
}

function* merged(
  section: SectionLayout,
  sources: readonly Iterator<Buffer>[],
  records: number,
  keepsRemovals: boolean,
): Generator<Buffer> {
  const { recordBytes, keyBytes } = section;
  let cursors = sources.map((source) => new RecordCursor(source, recordBytes)).filter((cursor) => !cursor.done);
  const capacity = Math.max(1, Math.min(records, Math.floor(BATCH_BYTES / recordBytes))) * recordBytes;
  let out = Buffer.allocUnsafeSlow(capacity);
  let filled = 0;
  while (cursors.length > 0) {
    const first = smallest(cursors, keyBytes);
    if (keepsRemovals || !isRemoval(section, first.bytes, first.at)) {
      first.bytes.copy(out, filled, first.at, first.at + recordBytes);
      filled += recordBytes;
    }
    if (advance(cursors, first, keyBytes)) cursors = cursors.filter((cursor) => !cursor.done);
    if (filled < capacity) continue;
    yield out;
    out = Buffer.allocUnsafeSlow(capacity);
    filled = 0;
  }
  if (filled > 0) yield out.subarray(0, filled);
}

/** The cursor with the smallest key; of several the newest, which stands first. */
export function smallest(cursors: readonly RecordCursor[], keyBytes: number): RecordCursor {
  let first = cursors[0] as RecordCursor;
  for (let i = 1; i < cursors.length; i++) {
    const other = cursors[i] as RecordCursor;
    if (compareKeys(other.bytes, other.at, first.bytes, first.at, keyBytes) < 0) first = other;
  }
  return first;
}

/** Moves every cursor that stands on `first`'s key; true when one of them ended. */
function advance(cursors: readonly RecordCursor[], first: RecordCursor, keyBytes: number): boolean {
  const { bytes, at } = first;
  let ended = false;
  for (const cursor of cursors) {
    if (cursor !== first && compareKeys(cursor.bytes, cursor.at, bytes, at, keyBytes) !== 0) continue;
    cursor.next();
    ended ||= cursor.done;
  }
  return ended;
}
