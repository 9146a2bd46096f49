import { FeedView, OverrideView, orderedFeeds } from '@pksn/reputation-index';
import type { GenerationContent, GenerationFeed, OverrideRow } from '@pksn/store-postgres';
import { sectionById } from '@pksn/domain';
import type { TrustGroup } from '@pksn/domain';
import { LiveGeneration } from './live-generation';
import type { RunShelf } from './run-shelf';

/** Opens what a generation names. Throws SEGMENT_CORRUPT, and then nothing has changed. */
export function openGeneration(
  content: GenerationContent,
  shelf: RunShelf,
  openFeeds: ReadonlySet<string>,
): LiveGeneration {
  const feeds = orderedFeeds(content.feeds.map((feed) => openFeed(feed, content, shelf)));
  const provider = content.overrides.filter((row) => row.customerId === null);
  return new LiveGeneration(
    {
      epoch: content.epoch,
      number: content.number,
      asOf: content.createdAt.toISOString(),
      feeds,
      providerOverrides: provider.length === 0 ? null : overrideView(provider, 'provider'),
      customerOverrides: customerViews(content.overrides),
    },
    openFeeds,
  );
}

function openFeed(feed: GenerationFeed, content: GenerationContent, shelf: RunShelf): FeedView {
  const { manifest } = feed;
  const newestFirst = [...feed.runs].reverse().map((run) => shelf.take(run.id));
  return new FeedView(
    {
      feed: feed.feed,
      priority: feed.priority,
      version: feed.version,
      freshUntil: Date.parse(manifest.freshUntil),
      activatedAt: content.createdAt.getTime(),
      coverage: manifest.coverage,
      prefixLengths: feed.prefixLengths,
    },
    newestFirst,
  );
}

function customerViews(rows: readonly OverrideRow[]): Map<string, OverrideView> {
  const owned = new Map<string, OverrideRow[]>();
  for (const row of rows) {
    if (row.customerId === null) continue;
    const own = owned.get(row.customerId);
    if (own === undefined) owned.set(row.customerId, [row]);
    else own.push(row);
  }
  return new Map([...owned].map(([customer, own]) => [customer, overrideView(own, 'customer')]));
}

function overrideView(rows: readonly OverrideRow[], owner: 'customer' | 'provider'): OverrideView {
  return OverrideView.build(
    rows.map((row) => ({
      section: sectionById(row.section).name,
      key: row.key,
      zone: row.zone,
      owner,
      reason: row.reason,
      threat: row.threat,
      trustGroup: row.trustGroup as TrustGroup | null,
    })),
  );
}
