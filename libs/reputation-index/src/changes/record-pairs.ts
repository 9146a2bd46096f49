import type { SectionLayout } from '@pksn/domain';
import { compareKeys } from '../key-order';
import { RecordCursor, smallest } from '../merge-records';
import { readLeafDigests } from '../open-run';
import type { Run } from '../open-run';
import { SectionStack } from '../section-stack';
import type { Segment } from '../segment';

const LEAVES = 65_536;
const LEAF_DIGEST_BYTES = 32;
const NOTHING = Buffer.alloc(0);

/** A key with what two states of a section say of it; a place of -1 is nothing. Valid until the next pair. */
export interface RecordPair {
  before: Buffer;
  beforeAt: number;
  after: Buffer;
  afterAt: number;
}

/** One section of a snapshot that is given by its open runs, base first; null when none of them has it. */
export function sectionOf(runs: readonly Run[], section: SectionLayout): SectionStack | null {
  const segments = segmentsOf(runs, section).reverse();
  return segments.length === 0 ? null : new SectionStack(section, segments);
}

/**
 * What differs in a section between two snapshots, ascending by key. Runs of the same id that both begin with are not
 * read but for single keys; two that share none are compared by their leaves. Constant memory; identical records are
 * left out. Throws SEGMENT_CORRUPT.
 */
export function* recordPairs(
  before: readonly Run[],
  after: readonly Run[],
  section: SectionLayout,
): Generator<RecordPair, void> {
  let shared = 0;
  while (shared < before.length && before[shared]?.runId === after[shared]?.runId) shared += 1;
  const [old, now] = [sectionOf(before, section), sectionOf(after, section)];
  if (shared > 0) yield* mentioned([...before.slice(shared), ...after.slice(shared)], section, old, now);
  else if (old === null || now === null) yield* differing(section, old?.scan() ?? [], now?.scan() ?? []);
  else yield* byLeaves(section, [old, digestsOf(before, section)], [now, digestsOf(after, section)]);
}

function segmentsOf(runs: readonly Run[], section: SectionLayout): Segment[] {
  return runs.map((run) => run.segments.get(section.name)).filter((one) => one !== undefined);
}

/** The newest run's digests are those of the whole snapshot. */
function digestsOf(runs: readonly Run[], section: SectionLayout): Buffer | null {
  const newest = runs.at(-1);
  return newest === undefined ? null : readLeafDigests(newest.dir, section.name);
}

function* mentioned(
  runs: readonly Run[],
  section: SectionLayout,
  old: SectionStack | null,
  now: SectionStack | null,
): Generator<RecordPair, void> {
  const { recordBytes, keyBytes } = section;
  const key = Buffer.alloc(keyBytes);
  // Stacks may read through the same segments, each of which has one window, and so may whoever takes the pair.
  const [kept, keptNow] = [Buffer.alloc(recordBytes), Buffer.alloc(recordBytes)];
  const pair: RecordPair = { before: kept, beforeAt: -1, after: keptNow, afterAt: -1 };
  let cursors = segmentsOf(runs, section)
    .map((one) => new RecordCursor(one.scan(), recordBytes))
    .filter((cursor) => !cursor.done);
  while (cursors.length > 0) {
    const first = smallest(cursors, keyBytes);
    first.bytes.copy(key, 0, first.at, first.at + keyBytes);
    for (const cursor of cursors) if (compareKeys(cursor.bytes, cursor.at, key, 0, keyBytes) === 0) cursor.next();
    cursors = cursors.filter((cursor) => !cursor.done);
    pair.beforeAt = copyFound(old, key, kept);
    pair.afterAt = copyFound(now, key, keptNow);
    if (!isSame(pair, recordBytes)) yield pair;
  }
}

/** 0, or -1 when the stack does not have the key. */
function copyFound(stack: SectionStack | null, key: Buffer, into: Buffer): number {
  const found = stack?.find(key) ?? -1;
  if (stack === null || found < 0) return -1;
  stack.window.copy(into, 0, found, found + into.length);
  return 0;
}

function* byLeaves(
  section: SectionLayout,
  [old, oldDigests]: [SectionStack, Buffer | null],
  [now, nowDigests]: [SectionStack, Buffer | null],
): Generator<RecordPair, void> {
  if (oldDigests === null || nowDigests === null) {
    yield* differing(section, old.scan(), now.scan());
    return;
  }
  for (let leaf = 0; leaf < LEAVES; leaf++) {
    const [from, to] = [leaf * LEAF_DIGEST_BYTES, (leaf + 1) * LEAF_DIGEST_BYTES];
    if (oldDigests.compare(nowDigests, from, to, from, to) === 0) continue;
    yield* differing(section, [old.leaf(leaf)], [now.leaf(leaf)]);
  }
}

/** Of two ascending lists of records, in batches. */
function* differing(section: SectionLayout, old: Iterable<Buffer>, now: Iterable<Buffer>): Generator<RecordPair, void> {
  const { recordBytes, keyBytes } = section;
  const a = new RecordCursor(old[Symbol.iterator](), recordBytes);
  const b = new RecordCursor(now[Symbol.iterator](), recordBytes);
  const pair: RecordPair = { before: NOTHING, beforeAt: -1, after: NOTHING, afterAt: -1 };
  while (!a.done || !b.done) {
    const order = a.done ? 1 : b.done ? -1 : compareKeys(a.bytes, a.at, b.bytes, b.at, keyBytes);
    pair.before = a.bytes;
    pair.beforeAt = order <= 0 ? a.at : -1;
    pair.after = b.bytes;
    pair.afterAt = order >= 0 ? b.at : -1;
    if (!isSame(pair, recordBytes)) yield pair;
    if (order <= 0) a.next();
    if (order >= 0) b.next();
  }
}

/** Whether nothing differs; also where neither says anything. */
export function isSame({ before, beforeAt, after, afterAt }: RecordPair, recordBytes: number): boolean {
  if (beforeAt < 0 || afterAt < 0) return beforeAt === afterAt;
  return before.compare(after, afterAt, afterAt + recordBytes, beforeAt, beforeAt + recordBytes) === 0;
}
