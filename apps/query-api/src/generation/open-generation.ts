import type { Infrastructure } from '@pksn/contract';
import { FeedView, orderedFeeds } from '@pksn/reputation-index';
import type { Run } from '@pksn/reputation-index';
import type { GenerationContent, GenerationFeed } from '@pksn/store-postgres';
import { LiveGeneration } from './live-generation';
import type { OverrideViews } from './override-views';
import type { RunShelf } from './run-shelf';

/** Opens what a generation names, and takes its overrides. Throws SEGMENT_CORRUPT, and then nothing has changed. */
export function openGeneration(
  content: GenerationContent,
  overrides: OverrideViews,
  shelf: RunShelf,
  openFeeds: ReadonlySet<string>,
  infrastructure: Infrastructure,
  before: LiveGeneration | null = null,
): LiveGeneration {
  const policies = content.feeds.flatMap(({ feed, manifest }) =>
    manifest.policy === undefined ? [] : [[feed, manifest.policy] as const],
  );
  const feeds = orderedFeeds(content.feeds.map((feed) => openFeed(feed, content, shelf, before)));
  return new LiveGeneration(
    {
      epoch: content.epoch,
      number: content.number,
      asOf: content.createdAt.toISOString(),
      infrastructure,
      feeds,
      policies: new Map(policies),
      ...overrides,
    },
    openFeeds,
  );
}

/** A feed whose snapshot and priority are those of the generation before goes on with what is learnt of it. */
function openFeed(
  feed: GenerationFeed,
  content: GenerationContent,
  shelf: RunShelf,
  before: LiveGeneration | null,
): FeedView {
  const { manifest } = feed;
  const newestFirst = [...feed.runs].reverse().map((run) => shelf.take(run.id));
  const same = before?.feeds.find(
    ({ facts, runs }) =>
      facts.feed === feed.feed &&
      facts.version === feed.version &&
      facts.priority === feed.priority &&
      isSame(runs, newestFirst),
  );
  if (same !== undefined && before?.epoch === content.epoch) return same;
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

function isSame(a: readonly Run[], b: readonly Run[]): boolean {
  return a.length === b.length && a.every((run, i) => run === b[i]);
}
