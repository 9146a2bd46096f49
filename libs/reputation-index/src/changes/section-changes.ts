import { compareKeys } from '../key-order';
import { RecordCursor, smallest } from '../merge-records';
import type { SectionStack } from '../section-stack';
import type { Segment } from '../segment';
import type { RowCollector } from './row-collector';

/** Keys between two places where the work may be left. */
const SLICE_KEYS = 128;
const LEAVES = 65_536;
const LEAF_DIGEST_BYTES = 32;
const NOTHING: readonly Buffer[] = [];

/**
 * Every key that these segments mention, with what they and the stack `below` them say of it. Yields now and then, so
 * that whoever runs it can do other things in between.
 */
export function* mentionedKeys(
  collector: RowCollector,
  segments: readonly Segment[],
  below: SectionStack | null,
): Generator<void> {
  const { recordBytes, keyBytes } = collector.section;
  let cursors = segments.map((one) => new RecordCursor(one.scan(), recordBytes)).filter((cursor) => !cursor.done);
  for (let n = 1; cursors.length > 0; n++) {
    const first = smallest(cursors, keyBytes);
    const { bytes, at } = first;
    collector.key(bytes, at);
    const found = below === null ? -1 : below.find(bytes.subarray(at, at + keyBytes));
    if (below !== null && found >= 0) collector.mention(below.window, found);
    for (const cursor of cursors) {
      if (compareKeys(cursor.bytes, cursor.at, bytes, at, keyBytes) !== 0) continue;
      collector.mention(cursor.bytes, cursor.at);
      cursor.next();
    }
    cursors = cursors.filter((cursor) => !cursor.done);
    if (n % SLICE_KEYS === 0) yield;
  }
}

/** The state of one section in one snapshot. */
export interface SectionState {
  readonly stack: SectionStack | null;
  /** 65,536 digests, one for each leaf; null when they are not known. */
  readonly digests: Buffer | null;
}

/** Every key whose record is not the same in both states: leaves with the same digest are not read. */
export function* differingKeys(collector: RowCollector, before: SectionState, after: SectionState): Generator<void> {
  if (before.stack === null && after.stack === null) return;
  if (before.digests === null || after.digests === null) {
    yield* differing(collector, before.stack?.scan() ?? NOTHING, after.stack?.scan() ?? NOTHING);
    return;
  }
  for (let leaf = 0; leaf < LEAVES; leaf++) {
    if (leaf % SLICE_KEYS === 0) yield;
    const [from, to] = [leaf * LEAF_DIGEST_BYTES, (leaf + 1) * LEAF_DIGEST_BYTES];
    if (before.digests.compare(after.digests, from, to, from, to) === 0) continue;
    const [old, now] = [before.stack?.leaf(leaf), after.stack?.leaf(leaf)];
    yield* differing(collector, old === undefined ? NOTHING : [old], now === undefined ? NOTHING : [now]);
    yield;
  }
}

/** The same of two ascending lists of records, in batches. */
function* differing(collector: RowCollector, old: Iterable<Buffer>, now: Iterable<Buffer>): Generator<void> {
  const { keyBytes, recordBytes } = collector.section;
  const a = new RecordCursor(old[Symbol.iterator](), recordBytes);
  const b = new RecordCursor(now[Symbol.iterator](), recordBytes);
  for (let n = 1; !a.done || !b.done; n++) {
    const order = a.done ? 1 : b.done ? -1 : compareKeys(a.bytes, a.at, b.bytes, b.at, keyBytes);
    const isSame = order === 0 && a.bytes.compare(b.bytes, b.at, b.at + recordBytes, a.at, a.at + recordBytes) === 0;
    if (!isSame) {
      const first = order <= 0 ? a : b;
      collector.key(first.bytes, first.at);
      if (order <= 0) collector.mention(a.bytes, a.at);
      if (order >= 0) collector.mention(b.bytes, b.at);
    }
    if (order <= 0) a.next();
    if (order >= 0) b.next();
    if (n % SLICE_KEYS === 0) yield;
  }
}
