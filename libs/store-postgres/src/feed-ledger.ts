import type {
  Activation,
  Equivocation,
  FeedLedger,
  ImportEnd,
  PackageFloor,
  RecordStage,
  StoredRoot,
  StoredSnapshot,
} from '@pksn/ingest';
import { holdOf, isJudged, leftBehind } from '@pksn/ingest';
import type { DataSource } from 'typeorm';
import { closeAsOvertaken, makeLive, trustedSnapshot } from './activation';
import { recordAudit } from './audit-log';
import { FeedRow, SnapshotRow, VendorRootRow } from './entities';
import type { NextGeneration } from './generations';
import { keepEquivocation } from './equivocations';
import { isAboveFloor } from './fast-forward';
import { planGeneration } from './generations';
import { closeAsHeld, freeHeirs, holdSnapshot, passBy } from './holds';
import { PostgresRunStage } from './run-stage';
import { commitSnapshot } from './snapshot-commit';
import { readStanding, standingById } from './standing';

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

  async floors(): Promise<ReadonlyMap<string, PackageFloor>> {
    const floors = new Map<string, PackageFloor>();
    for (const row of await this.source.getRepository(FeedRow).find()) {
      const { floorVersion: version, floorDigest: manifestDigest, floorSigners: signers } = row;
      if (manifestDigest !== null) floors.set(row.name, { version, manifestDigest, signers });
    }
    return floors;
  }

  keepEquivocation(found: Equivocation): Promise<void> {
    return keepEquivocation(this.source, found);
  }

  async retained(feed: string, version: number, stateHash: string): Promise<StoredSnapshot | null> {
    const row = await this.source.getRepository(SnapshotRow).findOneBy({ feed, version, stateHash });
    return row === null ? null : storedSnapshot(row);
  }

  openStage(): Promise<RecordStage> {
    return PostgresRunStage.open(this.source, commitSnapshot);
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

  activate(snapshotId: number, importId: string, why: Activation): Promise<ImportEnd> {
    return this.source.transaction(async (manager) => {
      const plan = await planGeneration(manager);
      const snapshot = await trustedSnapshot(manager, snapshotId);
      const live = plan.feeds.find((one) => one.feed === snapshot.feed);
      if (live !== undefined && live.version >= snapshot.version && !(await isAboveFloor(manager, live))) {
        await closeAsOvertaken(manager, importId, snapshot, live);
        return { state: 'unchanged' };
      }
      const standing = await readStanding(manager, snapshot.feed);
      const one = standingById(standing, snapshotId);
      if (!isJudged(standing, one)) return { state: 'unjudged' };
      // Decided under the lock: whoever goes back in this moment comes before or after, and never in between.
      const hold = holdOf(standing, one, why.now);
      if (hold !== null) {
        await holdSnapshot(manager, snapshotId, hold);
        await closeAsHeld(manager, importId, hold);
        await recordAudit(manager, {
          actor: why.actor,
          action: 'package.held',
          subject: importId,
          detail: { ...hold },
        });
        return { state: 'held', hold };
      }
      await passBy(manager, leftBehind(standing, one), one.version);
      await freeHeirs(manager, standing, one, why.now);
      const { actor, reason } = why;
      const step = { actor, reason, action: 'snapshot.activated' } as const;
      return { state: 'active', generation: await makeLive(manager, plan, snapshot, step) };
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
