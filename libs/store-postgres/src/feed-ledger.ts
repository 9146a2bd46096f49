import type { FeedLedger, RecordStage, StoredRoot, StoredSnapshot } from '@pksn/ingest';
import { Fault } from '@pksn/domain';
import type { DataSource } from 'typeorm';
import { closeAsOvertaken, makeLive, trustedSnapshot } from './activation';
import { heldBase, releaseBases } from './base-chain';
import { FeedRow, SnapshotRow, VendorRootRow } from './entities';
import type { NextGeneration } from './generations';
import { planGeneration } from './generations';
import { PostgresRecordStage } from './record-stage';

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

  async reasonToHold(feed: string, snapshotId: number): Promise<string | null> {
    const row = await this.source.getRepository(FeedRow).findOneBy({ name: feed });
    if (row === null || row.activation !== 'immediate' || row.pinned)
      return 'held by the activation policy of the feed';
    const version = await heldBase(this.source.manager, snapshotId);
    return version === null ? null : `held because it builds on version ${String(version)}, which is held`;
  }

  takeUp(importId: string, feed: string, manifestDigest: string): Promise<boolean> {
    return this.source.transaction(async (manager) => {
      const plan = await planGeneration(manager);
      const [taken] = (await manager.query(
        `UPDATE snapshot SET state = 'ready'
         WHERE feed = $1 AND manifest_digest = $2 AND (state = 'retained' AND $3 OR state = 'ready' AND NOT EXISTS (
           SELECT 1 FROM package_import i WHERE i.snapshot_id = snapshot.id AND i.state IN ('staged', 'ready')))
         RETURNING id`,
        [feed, manifestDigest, !isLive(plan, feed)],
      )) as [{ id: string }[], number];
      const [snapshot] = taken;
      if (snapshot === undefined) return false;
      await manager.query(
        `UPDATE package_import SET state = 'staged', snapshot_id = $2, phase = NULL, done_records = total_records, updated_at = now()
         WHERE id = $1 AND state = 'verified'`,
        [importId, snapshot.id],
      );
      return true;
    });
  }

  /**
   * A person makes a held snapshot live, whatever is live, and with it what it builds on; or a retained one, when its
   * feed has nothing live. The import that brought it ends as active.
   */
  async activateByHand(snapshotId: number, actor: string, reason: string): Promise<number> {
    return this.source.transaction(async (manager) => {
      const plan = await planGeneration(manager);
      const snapshot = await trustedSnapshot(manager, snapshotId);
      const { feed, state, version } = snapshot;
      if (state === 'active' || (state === 'retained' && isLive(plan, feed))) {
        const rule = 'only a held one can be activated, or a retained one when nothing of its feed is live';
        throw new Fault('IMPORT_STATE', `the snapshot is ${state}; ${rule}`);
      }
      const ended = (await manager.query(
        `SELECT id FROM package_import WHERE snapshot_id = $1 AND state IN ('staged', 'ready', 'held')`,
        [snapshotId],
      )) as { id: string }[];
      await releaseBases(manager, snapshotId, version);
      return makeLive(manager, plan, snapshot, { importIds: ended.map(({ id }) => id), actor, reason });
    });
  }

  activate(snapshotId: number, importId: string, actor: string, reason: string): Promise<number | null> {
    return this.source.transaction(async (manager) => {
      const plan = await planGeneration(manager);
      const snapshot = await trustedSnapshot(manager, snapshotId);
      const live = plan.feeds.find((one) => one.feed === snapshot.feed);
      if (live !== undefined && live.version >= snapshot.version) {
        await closeAsOvertaken(manager, importId, snapshot, live);
        return null;
      }
      return makeLive(manager, plan, snapshot, { importIds: [importId], actor, reason });
    });
  }
}

function isLive(plan: NextGeneration, feed: string): boolean {
  return plan.feeds.some((one) => one.feed === feed);
}

export function storedSnapshot(row: SnapshotRow): StoredSnapshot {
  const { feed, version, stateHash, counts } = row;
  return { id: Number(row.id), feed, version, stateHash, counts, runs: row.runs.map(Number) };
}
