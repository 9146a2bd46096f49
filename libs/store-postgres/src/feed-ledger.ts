import type { FeedLedger, RecordStage, StoredRoot, StoredSnapshot } from '@pksn/ingest';
import { Fault } from '@pksn/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { recordAudit } from './audit-log';
import type { LiveFeed } from './entities';
import { FeedRow, SnapshotRow, VendorRootRow } from './entities';
import type { NextGeneration } from './generations';
import { planGeneration, writeGeneration } from './generations';
import { PostgresRecordStage } from './record-stage';
import { bumpRegistry } from './registry-revision';

/** Feeds, their snapshots and the trust that guards them. */
export class PostgresFeedLedger implements FeedLedger {
  constructor(private readonly source: DataSource) {}

  async roots(): Promise<StoredRoot[]> {
    const rows = await this.source.getRepository(VendorRootRow).find({ order: { vendor: 'ASC', version: 'DESC' } });
    const newest = new Map<string, VendorRootRow>();
    for (const row of rows) if (!newest.has(row.vendor)) newest.set(row.vendor, row);
    return [...newest.values()].map((row) => ({
      vendor: row.vendor,
      version: row.version,
      fingerprint: row.fingerprint,
      expiresAt: row.expiresAt.toISOString(),
      envelope: row.envelope,
    }));
  }

  async floors(): Promise<ReadonlyMap<string, { version: number; manifestDigest: string }>> {
    const floors = new Map<string, { version: number; manifestDigest: string }>();
    for (const row of await this.source.getRepository(FeedRow).find()) {
      if (row.floorDigest !== null)
        floors.set(row.name, { version: row.floorVersion, manifestDigest: row.floorDigest });
    }
    return floors;
  }

  async retained(feed: string, version: number, stateHash: string): Promise<StoredSnapshot | null> {
    const row = await this.source.getRepository(SnapshotRow).findOneBy({ feed, version, stateHash });
    return row === null ? null : storedSnapshot(row);
  }

  openStage(): Promise<RecordStage> {
    return PostgresRecordStage.open(this.source);
  }

  async activatesAtOnce(feed: string): Promise<boolean> {
    const row = await this.source.getRepository(FeedRow).findOneBy({ name: feed });
    return row !== null && row.activation === 'immediate' && !row.pinned;
  }

  /** A person makes a held snapshot live, whatever is live; the import that brought it ends as active. */
  async activateByHand(snapshotId: number, actor: string, reason: string): Promise<number> {
    return this.source.transaction(async (manager) => {
      const plan = await planGeneration(manager);
      const snapshot = await findSnapshot(manager, snapshotId);
      if (snapshot.state !== 'held' && snapshot.state !== 'ready') {
        throw new Fault('IMPORT_STATE', `the snapshot is ${snapshot.state}; only a held one can be activated`);
      }
      const [held] = (await manager.query(`SELECT id FROM package_import WHERE snapshot_id = $1 AND state = 'held'`, [
        snapshotId,
      ])) as {
        id: string;
      }[];
      return makeLive(manager, plan, snapshot, { importId: held?.id ?? null, actor, reason });
    });
  }

  activate(snapshotId: number, importId: string, actor: string, reason: string): Promise<number | null> {
    return this.source.transaction(async (manager) => {
      const plan = await planGeneration(manager);
      const snapshot = await findSnapshot(manager, snapshotId);
      const live = plan.feeds.find((one) => one.feed === snapshot.feed);
      if (live !== undefined && live.version > snapshot.version) {
        await closeAsOvertaken(manager, importId, snapshot, live.version);
        return null;
      }
      return makeLive(manager, plan, snapshot, { importId, actor, reason });
    });
  }
}

async function findSnapshot(manager: EntityManager, id: number): Promise<SnapshotRow> {
  const snapshot = await manager.getRepository(SnapshotRow).findOneBy({ id });
  if (snapshot === null) throw new Fault('NOT_FOUND', `there is no snapshot ${String(id)}`);
  return snapshot;
}

async function makeLive(
  manager: EntityManager,
  plan: NextGeneration,
  snapshot: SnapshotRow,
  why: { importId: string | null; actor: string; reason: string },
): Promise<number> {
  const { importId, actor, reason } = why;
  const feed = await manager.getRepository(FeedRow).findOneByOrFail({ name: snapshot.feed });
  const snapshotId = Number(snapshot.id);
  const live = { feed: feed.name, snapshotId, version: snapshot.version, priority: feed.priority };
  const number = await writeGeneration(manager, { ...plan, feeds: replaceFeed(plan.feeds, live) }, { actor, reason });
  await markActive(manager, snapshot);
  if (importId !== null) await closeAsActive(manager, importId, number);
  await recordAudit(manager, {
    actor,
    action: 'snapshot.activated',
    subject: snapshot.feed,
    detail: { snapshotId, version: snapshot.version, generation: number, reason },
  });
  // A first live feed changes what licenses cover.
  await bumpRegistry(manager);
  return number;
}

function replaceFeed(feeds: readonly LiveFeed[], live: LiveFeed): LiveFeed[] {
  return [...feeds.filter((one) => one.feed !== live.feed), live].sort(
    (a, b) => a.priority - b.priority || (a.feed < b.feed ? -1 : 1),
  );
}

async function markActive(manager: EntityManager, snapshot: SnapshotRow): Promise<void> {
  await manager.query(`UPDATE snapshot SET state = 'retained' WHERE feed = $1 AND state = 'active'`, [snapshot.feed]);
  await manager.query(`UPDATE snapshot SET state = 'active', activated_at = now() WHERE id = $1`, [snapshot.id]);
}

async function closeAsActive(manager: EntityManager, importId: string, generation: number): Promise<void> {
  await manager.query(
    `UPDATE package_import SET state = 'active', generation = $2, phase = NULL, updated_at = now() WHERE id = $1`,
    [importId, generation],
  );
}

async function closeAsOvertaken(
  manager: EntityManager,
  importId: string,
  snapshot: SnapshotRow,
  by: number,
): Promise<void> {
  await manager.query(`UPDATE snapshot SET state = 'retained' WHERE id = $1`, [snapshot.id]);
  await manager.query(
    `UPDATE package_import SET state = 'unchanged', detail = $2, phase = NULL, updated_at = now() WHERE id = $1`,
    [importId, `version ${String(by)} of ${snapshot.feed} is live already`],
  );
}

export function storedSnapshot(row: SnapshotRow): StoredSnapshot {
  const { feed, version, stateHash, counts } = row;
  return { id: Number(row.id), feed, version, stateHash, counts, runs: row.runs.map(Number) };
}
