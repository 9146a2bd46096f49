import { Fault } from '@pksn/domain';
import type { Clock } from '@pksn/runtime';
import type {
  FeedOverview,
  FeedRow,
  FeedSettings,
  Feeds,
  GenerationHistory,
  GenerationRow,
} from '@pksn/store-postgres';

/** Feeds and generations as people see them. */
export class FeedDesk {
  constructor(
    private readonly feeds: Feeds,
    private readonly history: GenerationHistory,
    private readonly clock: Clock,
  ) {}

  async list(): Promise<object[]> {
    return (await this.feeds.list()).map((overview) => this.view(overview));
  }

  async show(name: string): Promise<object> {
    const found = (await this.feeds.list()).find(({ feed }) => feed.name === name);
    if (found === undefined) throw new Fault('NOT_FOUND', `there is no feed ${name.slice(0, 128)}`);
    return this.view(found);
  }

  /** Faults: NOT_FOUND, FEED_ACTIVATION. */
  async set(name: string, settings: FeedSettings, actor: string): Promise<object> {
    await this.feeds.set(name, settings, actor, this.clock.now());
    return this.show(name);
  }

  private view({ feed, active }: FeedOverview): object {
    const freshUntil = active?.manifest.freshUntil ?? null;
    return {
      feed: feed.name,
      vendor: feed.vendor,
      priority: feed.priority,
      activation: feed.activation,
      open: feed.open,
      pinned: feed.pinned,
      pin: feed.pinned ? pinView(feed) : null,
      floorVersion: feed.floorVersion,
      version: active?.version ?? null,
      snapshotId: active === null ? null : Number(active.id),
      counts: active?.counts ?? {},
      coverage: active?.manifest.coverage ?? null,
      freshUntil,
      stale: freshUntil !== null && this.clock.now() >= Date.parse(freshUntil),
    };
  }

  async generation(row: GenerationRow): Promise<object> {
    return {
      number: row.number,
      createdAt: row.createdAt.toISOString(),
      reason: row.reason,
      actor: row.actor,
      snapshots: row.feeds.map(({ feed, version, snapshotId, priority }) => ({ feed, version, snapshotId, priority })),
      overrides: await this.history.overrides(row.number),
    };
  }
}

function pinView({ pinnedAt, pinnedBy, pinReason }: FeedRow): object {
  return { since: pinnedAt?.toISOString() ?? null, by: pinnedBy, reason: pinReason };
}
