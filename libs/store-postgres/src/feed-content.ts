import type { EntityManager } from 'typeorm';

/** What a license covers, as its file and the provider's grants say. */
export interface Coverage {
  readonly vendor: string;
  /** null: all of its vendor. */
  readonly feeds: readonly string[] | null;
  readonly grantedFeeds: readonly string[];
}

export interface FeedContent {
  /** Feeds that are named and have no live content. */
  readonly empty: readonly string[];
  /** Nothing that it covers has any: whoever asks is refused. Feeds that are open to everybody count as covered. */
  readonly none: boolean;
}

/** Which of the feeds that a license covers have content here. */
export async function feedContent(manager: EntityManager, coverage: Coverage): Promise<FeedContent> {
  const named = [...(coverage.feeds ?? []), ...coverage.grantedFeeds];
  const rows = (await manager.query(
    `SELECT DISTINCT s.feed, s.feed = ANY ($1) AS named FROM snapshot s LEFT JOIN feed f ON f.name = s.feed
     WHERE s.state = 'active' AND (s.feed = ANY ($1) OR f.open OR starts_with(s.feed, $2))`,
    [named, coverage.feeds === null ? `${coverage.vendor}/` : null],
  )) as { feed: string; named: boolean }[];
  const live = new Set(rows.map((row) => row.feed));
  return { empty: [...new Set(named)].filter((feed) => !live.has(feed)), none: live.size === 0 };
}
