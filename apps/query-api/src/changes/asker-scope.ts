import type { RegistryEntry } from '@pksn/licensing';
import { coversFeed } from '@pksn/licensing';
import type { LiveFeed, OverrideChange } from '@pksn/store-postgres';
import type { RegistryState } from '../license/registry-state';

const NO_FEEDS: ReadonlySet<string> = new Set();

/** Whose changes are told: those of the feeds that a license sees, and the overrides of its customer and the provider. */
export class AskerScope {
  constructor(
    readonly entry: RegistryEntry,
    private readonly openFeeds: ReadonlySet<string>,
    private readonly openings: Pick<RegistryState, 'openingOf'>,
  ) {}

  sees(feed: string): boolean {
    return coversFeed(this.entry, feed, this.openFeeds);
  }

  visible(feeds: readonly LiveFeed[]): LiveFeed[] {
    return feeds.filter(({ feed }) => this.sees(feed));
  }

  isConcerned({ customerId }: OverrideChange): boolean {
    return customerId === null || customerId === this.entry.row.customerId;
  }

  /** Names the customer and what is seen of a generation with these feeds. */
  nameFor(liveFeeds: readonly string[]): string {
    const seen = liveFeeds.filter((feed) => this.sees(feed)).sort();
    return JSON.stringify([this.entry.row.customerId, ...seen]);
  }

  /**
   * Whether the license may have seen other ones of these feeds at some time since the registry's revision: it was given
   * or taken feeds, or one that it does not cover by itself was opened to all or closed.
   */
  mayHaveDiffered(since: number, feeds: ReadonlySet<string>): boolean {
    if ((this.entry.row.grantedRevision ?? 0) > since) return true;
    for (const feed of feeds) {
      if (this.openings.openingOf(feed) > since && !coversFeed(this.entry, feed, NO_FEEDS)) return true;
    }
    return false;
  }
}
