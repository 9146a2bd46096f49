import { Fault, activationText, parseActivation } from '@pksn/domain';
import type { SnapshotState } from '@pksn/ingest';
import { policyHold } from '@pksn/ingest';
import type { DataSource, EntityManager } from 'typeorm';
import { recordAudit } from './audit-log';
import type { GenerationRow } from './entities';
import { FeedRow, SnapshotRow } from './entities';
import { newestGeneration } from './generation-history';
import { planGeneration, writeGeneration } from './generations';
import { bumpRegistry } from './registry-revision';

export interface FeedSettings {
  readonly priority?: number | undefined;
  readonly activation?: string | undefined;
  readonly open?: boolean | undefined;
}

export interface SnapshotPage {
  /** Null: of any. */
  readonly state: SnapshotState | null;
  readonly sort: 'feed' | '-createdAt';
  readonly limit: number;
  /** The last row of the page before. */
  readonly after: { readonly id: number; readonly feed: string; readonly version: number } | null;
}

export interface FeedOverview {
  readonly feed: FeedRow;
  readonly active: SnapshotRow | null;
}

const FIRST_SNAPSHOTS: SnapshotPage = { state: null, sort: 'feed', limit: 500, after: null };

/** Feeds as people see and steer them. */
export class Feeds {
  constructor(private readonly source: DataSource) {}

  async list(): Promise<FeedOverview[]> {
    const feeds = await this.source.getRepository(FeedRow).find({ order: { priority: 'ASC', name: 'ASC' } });
    const live = await newestGeneration(this.source.manager);
    return Promise.all(feeds.map(async (feed) => ({ feed, active: await this.activeOf(live, feed.name) })));
  }

  private async activeOf(live: GenerationRow, feed: string): Promise<SnapshotRow | null> {
    const entry = live.feeds.find((one) => one.feed === feed);
    return entry === undefined ? null : this.source.getRepository(SnapshotRow).findOneBy({ id: entry.snapshotId });
  }

  /** How many snapshots wait, of feeds of which any does. */
  async held(): Promise<ReadonlyMap<string, number>> {
    const rows = (await this.source.query(
      `SELECT feed, count(*)::int AS n FROM snapshot WHERE state = 'held' GROUP BY feed`,
    )) as { feed: string; n: number }[];
    return new Map(rows.map(({ feed, n }) => [feed, n]));
  }

  /** By feed and the newest version first, or the newest of all first. */
  snapshots(
    feed: string | null,
    { state, sort, limit, after }: SnapshotPage = FIRST_SNAPSHOTS,
  ): Promise<SnapshotRow[]> {
    const query = this.source.getRepository(SnapshotRow).createQueryBuilder('s').limit(limit);
    if (feed !== null) query.andWhere('s.feed = :feed', { feed });
    if (state !== null) query.andWhere('s.state = :state', { state });
    if (sort === '-createdAt') query.orderBy('s.id', 'DESC');
    else query.orderBy({ 's.feed': 'ASC', 's.version': 'DESC' });
    if (after !== null && sort === '-createdAt') query.andWhere('s.id < :id', { id: after.id });
    if (after !== null && sort === 'feed')
      query.andWhere('(s.feed > :place OR s.feed = :place AND s.version < :version)', {
        place: after.feed,
        version: after.version,
      });
    return query.getMany();
  }

  async snapshot(id: number): Promise<SnapshotRow> {
    const row = await this.source.getRepository(SnapshotRow).findOneBy({ id });
    if (row === null) throw new Fault('NOT_FOUND', `there is no snapshot ${String(id)}`);
    return row;
  }

  /**
   * A new priority changes answers, so it takes effect as a new generation; a new activation policy, at `now`
   * (milliseconds since 1970), also for what waits for an hour of the old one. Faults: NOT_FOUND, FEED_ACTIVATION.
   */
  async set(name: string, asked: FeedSettings, actor: string, now: number): Promise<FeedRow> {
    const settings = { ...asked, activation: asked.activation && activationText(parseActivation(asked.activation)) };
    return this.source.transaction(async (manager) => {
      const plan = await planGeneration(manager);
      const row = await manager.getRepository(FeedRow).findOneBy({ name });
      if (row === null) throw new Fault('NOT_FOUND', `there is no feed ${name.slice(0, 128)}`);
      const next = { ...row, ...given(settings) };
      await manager.query('UPDATE feed SET priority = $2, activation = $3, open = $4 WHERE name = $1', [
        name,
        next.priority,
        next.activation,
        next.open,
      ]);
      if (next.activation !== row.activation) await waitAnew(manager, name, next.activation, now);
      if (next.priority !== row.priority && plan.feeds.some((feed) => feed.feed === name)) {
        const feeds = plan.feeds
          .map((feed) => (feed.feed === name ? { ...feed, priority: next.priority } : feed))
          .sort((a, b) => a.priority - b.priority || (a.feed < b.feed ? -1 : 1));
        await writeGeneration(
          manager,
          { ...plan, feeds },
          { actor, reason: `priority of ${name} set to ${String(next.priority)}` },
        );
      }
      const changed = given(settings);
      const before = Object.fromEntries(Object.keys(changed).map((key) => [key, row[key as keyof FeedRow]]));
      await recordAudit(manager, { actor, action: 'feed.set', subject: name, detail: { ...changed, before } });
      await bumpRegistry(manager);
      if (next.open !== row.open) {
        await manager.query(
          'UPDATE feed SET open_revision = (SELECT registry_revision FROM installation) WHERE name = $1',
          [name],
        );
      }
      return next;
    });
  }
}

/** What waits for an hour of the feed follows its new policy; what waits for a person does so further on. */
async function waitAnew(manager: EntityManager, feed: string, activation: string, now: number): Promise<void> {
  const hold = policyHold(activation, now);
  const at = hold === null ? now : hold.activateAt;
  await manager.query(
    `UPDATE snapshot SET activate_at = $2, hold_reason = $3
     WHERE feed = $1 AND state = 'held' AND hold_kind = 'policy' AND activate_at IS NOT NULL`,
    [feed, at === null ? null : new Date(at), hold?.reason ?? 'it goes live at once'],
  );
}

function given(settings: FeedSettings): Partial<FeedRow> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as Partial<FeedRow>;
}
