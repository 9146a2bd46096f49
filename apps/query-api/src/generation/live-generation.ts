import type { CoverageDegree, Infrastructure } from '@pksn/contract';
import type { ObjectType, RequestRestriction } from '@pksn/domain';
import { Fault, OBJECT_TYPES } from '@pksn/domain';
import type { RegistryEntry } from '@pksn/licensing';
import { coversFeed } from '@pksn/licensing';
import type { FeedView, OverrideView } from '@pksn/reputation-index';
import type { OverrideViews } from './override-views';

/** What one license sees of a generation. */
export class View {
  /** When the first of the visible feeds goes stale; milliseconds since 1970. */
  readonly freshUntil: number;
  readonly coverage: Readonly<Record<ObjectType, CoverageDegree>>;
  readonly overallCoverage: CoverageDegree;

  constructor(
    readonly feeds: readonly FeedView[],
    readonly overrides: readonly OverrideView[],
  ) {
    this.freshUntil = Math.min(Infinity, ...feeds.map((feed) => feed.facts.freshUntil));
    const degrees = OBJECT_TYPES.map((type) => [type, best(feeds.map((feed) => feed.facts.coverage[type]))] as const);
    this.coverage = Object.fromEntries(degrees) as Record<ObjectType, CoverageDegree>;
    const all = new Set(degrees.map(([, degree]) => degree));
    this.overallCoverage = all.size > 1 ? 'partial' : (degrees[0]?.[1] ?? 'none');
  }

  /** Throws LICENSE_SCOPE when the license sees no live feed. */
  requireFeeds(): void {
    if (this.feeds.length === 0) throw new Fault('LICENSE_SCOPE', 'the license covers no feed that is served here');
  }
}

function best(degrees: readonly CoverageDegree[]): CoverageDegree {
  if (degrees.includes('full')) return 'full';
  return degrees.includes('partial') ? 'partial' : 'none';
}

export interface GenerationParts extends OverrideViews {
  readonly epoch: string;
  readonly number: number;
  /** ISO 8601, UTC. */
  readonly asOf: string;
  readonly infrastructure: Infrastructure;
  /** By priority. */
  readonly feeds: readonly FeedView[];
  /** What the vendor of a feed wants of requests, by the feed; those that want nothing are left out. */
  readonly policies?: ReadonlyMap<string, readonly RequestRestriction[]>;
}

const NO_POLICIES: ReadonlyMap<string, readonly RequestRestriction[]> = new Map();

/** One generation, open and ready to answer; it never changes. */
export class LiveGeneration {
  readonly epoch: string;
  readonly number: number;
  readonly asOf: string;
  readonly infrastructure: Infrastructure;
  private readonly views = new WeakMap<RegistryEntry, View>();
  /** One for all licenses that see the same: thousands of keys in use would else meet a cold one each. */
  private readonly shared = new Map<string, View>();

  constructor(
    private readonly parts: GenerationParts,
    private readonly openFeeds: ReadonlySet<string>,
  ) {
    ({ epoch: this.epoch, number: this.number, asOf: this.asOf, infrastructure: this.infrastructure } = parts);
  }

  get feeds(): readonly FeedView[] {
    return this.parts.feeds;
  }

  get feedNames(): readonly string[] {
    return this.parts.feeds.map((feed) => feed.facts.feed);
  }

  get policies(): ReadonlyMap<string, readonly RequestRestriction[]> {
    return this.parts.policies ?? NO_POLICIES;
  }

  get overrides(): OverrideViews {
    return this.parts;
  }

  /** The same content for another set of feeds that are open to every customer; itself for the same set. */
  withOpenFeeds(openFeeds: ReadonlySet<string>): LiveGeneration {
    if (openFeeds === this.openFeeds) return this;
    return new LiveGeneration(this.parts, openFeeds);
  }

  viewOf(entry: RegistryEntry): View {
    let view = this.views.get(entry);
    if (view === undefined) this.views.set(entry, (view = this.sharedView(entry)));
    return view;
  }

  private sharedView(entry: RegistryEntry): View {
    const covered = this.parts.feeds.map((feed) => coversFeed(entry, feed.facts.feed, this.openFeeds));
    const { customerId } = entry.row;
    const own = this.parts.customerOverrides.get(customerId) ?? null;
    const name = `${covered.map(Number).join('')} ${own === null ? '' : customerId}`;
    let view = this.shared.get(name);
    if (view === undefined) {
      const feeds = this.parts.feeds.filter((_feed, i) => covered[i]);
      const overrides = [own, this.parts.providerOverrides].filter((one) => one !== null);
      this.shared.set(name, (view = new View(feeds, overrides)));
    }
    return view;
  }
}
