import { Fault } from '@pksn/domain';
import { cursorOf, placeOf, wholeNumber } from '../cursor';
import type { CursorQuery } from '../page-queries';
import { policyHold } from '@pksn/ingest';
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
    const held = await this.feeds.held();
    return (await this.feeds.list()).map((overview) => this.view(overview, held));
  }

  async show(name: string): Promise<object> {
    const found = (await this.feeds.list()).find(({ feed }) => feed.name === name);
    if (found === undefined) throw new Fault('NOT_FOUND', `there is no feed ${name.slice(0, 128)}`);
    return this.view(found, await this.feeds.held());
  }

  /** Faults: NOT_FOUND, FEED_ACTIVATION. */
  async set(name: string, settings: FeedSettings, actor: string): Promise<object> {
    await this.feeds.set(name, settings, actor, this.clock.now());
    return this.show(name);
  }

  private view({ feed, active }: FeedOverview, held: ReadonlyMap<string, number>): object {
    const freshUntil = active?.manifest.freshUntil ?? null;
    return {
      feed: feed.name,
      vendor: feed.vendor,
      priority: feed.priority,
      activation: feed.activation,
      nextActivation: this.nextHour(feed.activation),
      held: held.get(feed.name) ?? 0,
      open: feed.open,
      pinned: feed.pinned,
      pin: feed.pinned ? pinView(feed) : null,
      floorVersion: feed.floorVersion,
      version: active?.version ?? null,
      snapshotId: active === null ? null : Number(active.id),
      liveSince: active?.activatedAt?.toISOString() ?? null,
      counts: active?.counts ?? {},
      coverage: active?.manifest.coverage ?? null,
      freshUntil,
      stale: freshUntil !== null && this.clock.now() >= Date.parse(freshUntil),
    };
  }

  /** When what is imported now would go live by itself; null: at once, or by hand. */
  private nextHour(activation: string): string | null {
    const at = policyHold(activation, this.clock.now())?.activateAt ?? null;
    return at === null ? null : new Date(at).toISOString();
  }

  /** Newest first. Fault: REQUEST_MALFORMED for a cursor of another list. */
  async generations({ limit, cursor }: CursorQuery): Promise<object> {
    const before = cursor === undefined ? null : wholeNumber(placeOf(cursor, 1)[0]);
    const rows = await this.history.newest(limit, before);
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return {
      generations: await Promise.all(rows.map((row) => this.generation(row))),
      next: last === undefined ? null : cursorOf([String(last.number)]),
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
