import { byPriority } from '@pksn/reputation-index';
import type { LiveFeed } from '@pksn/store-postgres';

/** Of a generation's feeds those that are in sight (null: all), in the order in which they are asked. */
export function seenFeeds(feeds: readonly LiveFeed[], inSight: ReadonlySet<string> | null): LiveFeed[] {
  return feeds.filter(({ feed }) => inSight === null || inSight.has(feed)).sort(byPriority);
}
