import type { FeedStanding, SnapshotStanding } from './feed-standing';
import { basesOf, liveOf } from './feed-standing';

/** So many snapshots below the live one can always be gone back to, whatever the settings. */
export const LEAST_KEPT = 2;

export interface RetentionPolicy {
  /** Snapshots that were live and that are kept beside the live one at most: 2 or more. */
  readonly count: number;
  /** What went live longer ago leaves even if there is room for it. */
  readonly ageMs: number;
}

export interface RetainedFeed extends FeedStanding {
  /** When each snapshot last went live, by its id; milliseconds since 1970. */
  readonly wentLive: ReadonlyMap<number, number>;
}

/**
 * The snapshots of a feed that leave. The live one, all that wait or are staged, and what those build on stay; of the
 * others, the two newest that were live before the live one, and more up to `count` as long as they are not too old.
 * The base of the live one stays, too; it is one of the `count`, and one more only where it is older than those.
 * What was never live serves nobody but a delta on it, and leaves when everything kept by these counts is newer.
 */
export function expiredSnapshots(feed: RetainedFeed, policy: RetentionPolicy, now: number): number[] {
  const live = liveOf(feed);
  if (live === null) return [];
  const needed = new Set(
    feed.snapshots.filter(({ state }) => state === 'held' || state === 'ready').flatMap((one) => basesOf(feed, one)),
  );
  const free = feed.snapshots.filter((one) => one.state === 'retained' && !needed.has(one));
  const newestFirst = [...free].sort((a, b) => b.version - a.version);
  const wentBefore = newestFirst.filter((one) => one.wasLive && one.version < live.version);
  const wentAfter = newestFirst.filter((one) => one.wasLive && one.version > live.version);
  const isOld = ({ id }: SnapshotStanding): boolean => (feed.wentLive.get(id) ?? 0) < now - policy.ageMs;
  const leaves = (one: SnapshotStanding, rank: number): boolean =>
    rank >= LEAST_KEPT && (rank >= policy.count || isOld(one));
  const gone = [...wentBefore.filter(leaves), ...wentAfter.filter(leaves)];
  const kept = [live, ...wentBefore].filter((one) => !gone.includes(one));
  const oldestKept = Math.min(...kept.map(({ version }) => version));
  const passed = newestFirst.filter((one) => !one.wasLive && one.version < oldestKept);
  // Where a vendor's deltas all build on one full package, the next one does, too.
  const ids = [...gone, ...passed].map(({ id }) => id).filter((id) => id !== live.baseId);
  return ids.sort((a, b) => a - b);
}
