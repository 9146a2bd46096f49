import type { GenerationRow } from '@pksn/store-postgres';
import { recentChanges } from './recent-changes';

const row = (number: number, at: number, versions: Record<string, number>): GenerationRow => ({
  number,
  createdAt: new Date(at),
  reason: 'why',
  actor: 'who',
  feeds: Object.entries(versions).map(([feed, version]) => ({ feed, version, snapshotId: 1, priority: 1 })),
});

it('tells of each generation which feeds it changed, back to a time', () => {
  const rows = [
    row(5, 5_000, { 'acme/a': 2, 'acme/b': 1 }),
    row(4, 4_000, { 'acme/a': 2, 'acme/b': 1 }),
    row(3, 3_000, { 'acme/a': 1, 'acme/c': 7 }),
    row(2, 2_000, {}),
    row(1, 1_000, {}),
  ];
  expect(recentChanges(rows, 3_000).map(({ generation, feeds }) => [generation, feeds])).toEqual([
    [5, []],
    [
      4,
      [
        { feed: 'acme/a', from: 1, to: 2 },
        { feed: 'acme/c', from: 7, to: null },
        { feed: 'acme/b', from: null, to: 1 },
      ],
    ],
    [
      3,
      [
        { feed: 'acme/a', from: null, to: 1 },
        { feed: 'acme/c', from: null, to: 7 },
      ],
    ],
  ]);
  expect(recentChanges(rows, 0).map(({ generation }) => generation)).toEqual([5, 4, 3, 2]);
  expect(recentChanges([], 0)).toEqual([]);
});
