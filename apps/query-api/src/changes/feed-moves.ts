import type { LiveFeed } from '@pksn/store-postgres';

/** A feed that went from one snapshot to another; null: it was not, or is no longer, there. */
export interface FeedMove {
  readonly feed: string;
  readonly before: number | null;
  readonly after: number | null;
}

/**
 * Which feeds moved for somebody who sees the feeds given, from one generation to the next, by name. When the order of
 * those that stay is another one, some of them leave and come back in it: those with the fewest records whose absence
 * leaves the others in their old order. Whatever these do not know is answered as before.
 */
export function feedMoves(
  before: readonly LiveFeed[],
  after: readonly LiveFeed[],
  recordsOf: (snapshotId: number) => number,
): FeedMove[] {
  const then = new Map(before.map((feed) => [feed.feed, feed]));
  const now = new Map(after.map((feed) => [feed.feed, feed]));
  const moved = outOfOrder(ordered(before.filter(({ feed }) => now.has(feed))), now, recordsOf);
  const moves: FeedMove[] = [];
  for (const feed of [...new Set([...then.keys(), ...now.keys()])].sort()) {
    const old = then.get(feed)?.snapshotId ?? null;
    const next = now.get(feed)?.snapshotId ?? null;
    if (moved.has(feed)) moves.push({ feed, before: old, after: null }, { feed, before: null, after: next });
    else if (old !== next) moves.push({ feed, before: old, after: next });
  }
  return moves;
}

function ordered(feeds: readonly LiveFeed[]): LiveFeed[] {
  return [...feeds].sort((a, b) => a.priority - b.priority || (a.feed < b.feed ? -1 : 1));
}

/** All but the heaviest of the feeds that stand in the same order before and after. */
function outOfOrder(
  stay: readonly LiveFeed[],
  now: ReadonlyMap<string, LiveFeed>,
  recordsOf: (snapshotId: number) => number,
): ReadonlySet<string> {
  const next = ordered(stay.map(({ feed }) => now.get(feed) as LiveFeed));
  const rank = new Map(next.map(({ feed }, index) => [feed, index]));
  const chains: { readonly weight: number; readonly feeds: readonly string[]; readonly last: number }[] = [];
  for (const { feed, snapshotId } of stay) {
    const own = rank.get(feed) as number;
    const best = chains
      .filter(({ last }) => last < own)
      .reduce((a, b) => (b.weight > a.weight ? b : a), { weight: 0, feeds: [] as readonly string[], last: -1 });
    chains.push({ weight: best.weight + 1 + recordsOf(snapshotId), feeds: [...best.feeds, feed], last: own });
  }
  const kept = chains.reduce((a, b) => (b.weight > a.weight ? b : a), {
    weight: 0,
    feeds: [] as readonly string[],
    last: -1,
  });
  return new Set(stay.map(({ feed }) => feed).filter((feed) => !kept.feeds.includes(feed)));
}
