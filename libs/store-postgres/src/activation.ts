import { Fault } from '@pksn/domain';
import type { EntityManager } from 'typeorm';
import { recordAudit } from './audit-log';
import type { LiveFeed } from './entities';
import { FeedRow, SnapshotRow } from './entities';
import type { NextGeneration } from './generations';
import { writeGeneration } from './generations';
import { bumpRegistry } from './registry-revision';
import { takeCarriedStatements } from './statements/statements';
import { requireTrusted } from './trust-check';

/** Throws NOT_FOUND, and PACKAGE_UNTRUSTED when its vendor is not trusted any longer. */
export async function trustedSnapshot(manager: EntityManager, id: number): Promise<SnapshotRow> {
  const snapshot = await manager.getRepository(SnapshotRow).findOneBy({ id });
  if (snapshot === null) throw new Fault('NOT_FOUND', `there is no snapshot ${String(id)}`);
  const feed = await manager.getRepository(FeedRow).findOneByOrFail({ name: snapshot.feed });
  await requireTrusted(manager, feed.vendor);
  return snapshot;
}

export interface LiveStep {
  readonly actor: string;
  readonly reason: string;
  /** What it is called in the audit log, with what else is to be told there. */
  readonly action: 'snapshot.activated' | 'feed.reverted' | 'feed.released';
  readonly detail?: Record<string, unknown>;
}

/** Puts the snapshot in its feed's place; imports that brought it end as active. Returns the generation. */
export async function makeLive(
  manager: EntityManager,
  plan: NextGeneration,
  snapshot: SnapshotRow,
  step: LiveStep,
): Promise<number> {
  const { actor, reason, action } = step;
  const feed = await manager.getRepository(FeedRow).findOneByOrFail({ name: snapshot.feed });
  const snapshotId = Number(snapshot.id);
  const live = { feed: feed.name, snapshotId, version: snapshot.version, priority: feed.priority };
  const number = await writeGeneration(manager, { ...plan, feeds: replaceFeed(plan.feeds, live) }, { actor, reason });
  await markActive(manager, snapshot);
  await closeAsActive(manager, snapshotId, number);
  const was = plan.feeds.find((one) => one.feed === snapshot.feed);
  const before = was === undefined ? null : { snapshotId: was.snapshotId, version: was.version };
  await recordAudit(manager, {
    actor,
    action,
    subject: snapshot.feed,
    detail: { snapshotId, version: snapshot.version, generation: number, reason, before, ...step.detail },
  });
  await takeCarriedStatements(manager, feed.name, snapshot.manifest.statements ?? []);
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
  await manager.query(
    `UPDATE snapshot SET state = 'active', activated_at = judged_now(), hold_kind = NULL, hold_reason = NULL, activate_at = NULL
     WHERE id = $1`,
    [snapshot.id],
  );
}

async function closeAsActive(manager: EntityManager, snapshotId: number, generation: number): Promise<void> {
  await manager.query(
    `UPDATE package_import SET state = 'active', generation = $2, phase = NULL, updated_at = now()
     WHERE snapshot_id = $1 AND state IN ('staged', 'ready', 'held')`,
    [snapshotId, generation],
  );
}

/** Ends an import whose content does not go live, because something as new is live. */
export async function closeAsOvertaken(
  manager: EntityManager,
  importId: string,
  snapshot: SnapshotRow,
  by: LiveFeed,
): Promise<void> {
  if (by.snapshotId !== Number(snapshot.id))
    await manager.query(`UPDATE snapshot SET state = 'retained' WHERE id = $1`, [snapshot.id]);
  const detail = `version ${String(by.version)} of ${snapshot.feed} is live already`;
  await manager.query(
    `UPDATE package_import SET state = 'unchanged', detail = $2, phase = NULL, updated_at = now() WHERE id = $1`,
    [importId, detail],
  );
  await recordAudit(manager, {
    actor: 'import-worker',
    action: 'package.unchanged',
    subject: importId,
    detail: { feed: snapshot.feed, version: snapshot.version, detail },
  });
}
