import * as fc from 'fast-check';
import type { SnapshotStanding, SnapshotState } from './feed-standing';
import type { RetainedFeed } from './retention-rules';
import { LEAST_KEPT, expiredSnapshots } from './retention-rules';

const NOW = Date.UTC(2026, 10, 22);
const DAY = 86_400_000;

/** A snapshot whose id is its version, and that went live so many days ago; null: never. */
type Kept = readonly [version: number, state: SnapshotState, daysAgo: number | null, on?: number];

function feedOf(...kept: readonly Kept[]): RetainedFeed {
  const snapshots = kept.map(([version, state, daysAgo, on]): SnapshotStanding => ({
    id: version,
    version,
    baseId: on ?? null,
    state,
    holdKind: state === 'held' ? 'asked' : null,
    activateAt: null,
    guardReason: null,
    judgedAgainst: 0,
    judgedBy: '',
    wasLive: daysAgo !== null,
  }));
  const wentLive = new Map(
    kept.flatMap(([version, , daysAgo]) => (daysAgo === null ? [] : [[version, NOW - daysAgo * DAY] as const])),
  );
  return { feed: 'acme/core', activation: 'immediate', pinned: false, guardRevision: '', snapshots, wentLive };
}
const gone = (feed: RetainedFeed, count = 3, days = 30): number[] =>
  expiredSnapshots(feed, { count, ageMs: days * DAY }, NOW);

describe('the snapshots that leave', () => {
  it('are those beyond the count, and the old ones, but never the two newest before the live one', () => {
    expect(
      gone(feedOf([1, 'retained', 9], [2, 'retained', 8], [3, 'retained', 7], [4, 'retained', 6], [5, 'active', 5])),
    ).toEqual([1]);
    expect(gone(feedOf([1, 'retained', 90], [2, 'retained', 80], [3, 'retained', 70], [4, 'active', 60]))).toEqual([1]);
    expect(gone(feedOf([1, 'retained', 900], [2, 'retained', 800], [3, 'active', 700]), 2, 0)).toEqual([]);
  });

  it('are none while nothing is live', () => {
    expect(gone(feedOf([1, 'retained', 90], [2, 'retained', 80], [3, 'retained', 70]), 2)).toEqual([]);
  });

  it('count apart before and after the live one of a feed that went back', () => {
    const feed = feedOf(
      [1, 'retained', 9],
      [2, 'retained', 8],
      [3, 'active', 1],
      [4, 'retained', 6],
      [5, 'retained', 5],
      [6, 'retained', 4],
    );
    expect(gone(feed, 2)).toEqual([4]);
  });

  it('are never what waits, is staged, or is built upon by such', () => {
    const feed = feedOf(
      [1, 'retained', 90],
      [2, 'retained', 80],
      [3, 'retained', 70],
      [4, 'active', 60],
      [5, 'retained', 50],
      [6, 'retained', 49],
      [7, 'retained', 48],
      [8, 'held', null, 5],
      [9, 'ready', null],
    );
    expect(gone(feed, 2)).toEqual([1]);
  });

  it('are never what the live one builds on, so that the next delta on that finds it', () => {
    const [base, ...deltas] = [90, 80, 70, 60].map(
      (days, n): Kept => [n + 1, 'retained', days, n === 0 ? undefined : 1] as Kept,
    );
    expect(gone(feedOf(base as Kept, ...deltas, [5, 'active', 1, 1]), 2)).toEqual([2]);
    expect(gone(feedOf(base as Kept, ...deltas, [5, 'active', 1, 4]), 2)).toEqual([1, 2]);
  });

  it('are as many whether or not the base of the live one is among those to go back to', () => {
    const chain = (live: Kept): RetainedFeed =>
      feedOf([1, 'retained', 9], [2, 'retained', 8, 1], [3, 'retained', 7, 2], [4, 'retained', 6, 3], live);
    const lives: readonly Kept[] = [
      [5, 'active', 5],
      [5, 'active', 5, 4],
      [5, 'active', 5, 3],
    ];
    for (const live of lives) expect(gone(chain(live), 2)).toEqual([1, 2]);
  });

  it('are the bases of former live ones, and what was never live since an old base', () => {
    const feed = feedOf(
      [1, 'retained', 90],
      [2, 'retained', 80, 1],
      [3, 'retained', null, 1],
      [4, 'retained', 60, 2],
      [5, 'retained', 50, 2],
      [6, 'active', 1, 1],
    );
    expect(gone(feed, 2)).toEqual([2, 3]);
  });

  it('are those that were never live, when all that is kept is newer', () => {
    expect(gone(feedOf([1, 'retained', null], [2, 'retained', 8], [3, 'retained', null], [4, 'active', 6]))).toEqual([
      1,
    ]);
  });

  it('leave two to go back to, whatever happened', () => {
    const state = fc.constantFrom<SnapshotState>('ready', 'held', 'retained', 'retained', 'retained');
    const row = fc.tuple(state, fc.option(fc.nat(100)), fc.option(fc.nat(12)));
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 12 }),
        fc.nat(11),
        fc.nat(4),
        fc.nat(60),
        (rows, at, extra, days) => {
          const live = at % rows.length;
          const feed = feedOf(
            ...rows.map(
              ([one, daysAgo, on], n): Kept =>
                [
                  n + 1,
                  n === live ? 'active' : one,
                  n === live ? 0 : daysAgo,
                  on === null || on > n ? undefined : on,
                ] as Kept,
            ),
          );
          const ids = new Set(gone(feed, LEAST_KEPT + extra, days));
          const before = feed.snapshots.filter((one) => one.state === 'retained' && one.wasLive && one.version <= live);
          const kept = before.filter(({ id }) => !ids.has(id));
          expect(kept.length).toBeGreaterThanOrEqual(Math.min(LEAST_KEPT, before.length));
          for (const one of feed.snapshots) if (one.state !== 'retained') expect(ids.has(one.id)).toBe(false);
        },
      ),
    );
  });
});
