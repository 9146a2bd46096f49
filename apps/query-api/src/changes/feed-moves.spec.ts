import type { LiveFeed } from '@pksn/store-postgres';
import { feedMoves } from './feed-moves';

const feed = (name: string, snapshotId: number, priority: number): LiveFeed => ({
  feed: name,
  snapshotId,
  version: snapshotId,
  priority,
});
const RECORDS: Readonly<Record<number, number>> = { 1: 1_000_000, 2: 10, 3: 5_000 };
const moves = (before: LiveFeed[], after: LiveFeed[]): unknown =>
  feedMoves(before, after, (id) => RECORDS[id] ?? 0).map(({ feed: name, before: old, after: now }) => [name, old, now]);

it('names feeds that came, went, or have another snapshot, and no others', () => {
  const [a, b, c] = [feed('acme/a', 1, 0), feed('acme/b', 2, 1), feed('acme/c', 3, 2)];
  expect(moves([a, b], [a, b])).toEqual([]);
  expect(moves([a, b], [b, c])).toEqual([
    ['acme/a', 1, null],
    ['acme/c', null, 3],
  ]);
  expect(moves([a, b], [a, feed('acme/b', 3, 1)])).toEqual([['acme/b', 2, 3]]);
});

it('does not mind a priority that changes no order', () => {
  expect(moves([feed('acme/a', 1, 0), feed('acme/b', 2, 1)], [feed('acme/a', 1, 0), feed('acme/b', 2, 7)])).toEqual([]);
});

it('lets the smaller feeds move when the order changes; ties go by name', () => {
  const before = [feed('acme/a', 1, 0), feed('acme/b', 2, 1), feed('acme/c', 3, 2)];
  const after = [feed('acme/a', 1, 9), feed('acme/b', 2, 9), feed('acme/c', 3, 2)];
  expect(moves(before, after)).toEqual([
    ['acme/c', 3, null],
    ['acme/c', null, 3],
  ]);
  expect(moves([feed('acme/a', 1, 0), feed('acme/b', 2, 1)], [feed('acme/a', 1, 1), feed('acme/b', 2, 0)])).toEqual([
    ['acme/b', 2, null],
    ['acme/b', null, 2],
  ]);
});
