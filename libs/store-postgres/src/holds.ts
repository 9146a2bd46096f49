import type { FeedStanding, Hold, SnapshotStanding } from '@pksn/ingest';
import { heirsOf } from '@pksn/ingest';
import type { EntityManager } from 'typeorm';

type Queries = Pick<EntityManager, 'query'>;

/** Keeps a staged snapshot from going live, or says anew why it is kept. */
export async function holdSnapshot(manager: Queries, snapshotId: number, hold: Hold): Promise<void> {
  await manager.query(
    `UPDATE snapshot SET state = 'held', hold_kind = $2, hold_reason = $3, activate_at = $4
     WHERE id = $1 AND state IN ('ready', 'held')`,
    [snapshotId, hold.kind, hold.reason, hold.activateAt === null ? null : new Date(hold.activateAt)],
  );
}

/** The import of a held snapshot ends; an end is never overwritten. Says whether it was open. */
export async function closeAsHeld(manager: Queries, importId: string, hold: Hold): Promise<boolean> {
  const [, closed] = (await manager.query(
    `UPDATE package_import SET state = 'held', detail = $2, phase = NULL, updated_at = now()
     WHERE id = $1 AND state IN ('received', 'verified', 'staged', 'ready')`,
    [importId, hold.reason],
  )) as [unknown[], number];
  return closed > 0;
}

/** Snapshots that waited are passed by: another one of their feed, which is newer or builds on them, is live. */
export async function passBy(manager: Queries, passed: readonly SnapshotStanding[], version: number): Promise<void> {
  if (passed.length === 0) return;
  const ids = passed.map(({ id }) => id);
  await manager.query(
    `UPDATE snapshot SET state = 'retained', hold_kind = NULL, hold_reason = NULL, activate_at = NULL
     WHERE id = ANY ($1) AND state = 'held'`,
    [ids],
  );
  await manager.query(
    `UPDATE package_import SET state = 'unchanged', detail = $2, updated_at = now()
     WHERE snapshot_id = ANY ($1) AND state = 'held'`,
    [ids, `version ${String(version)} was activated in its place`],
  );
}

/** What was held for what it builds on waits, from the step forward to `one` on, for what is left to wait for. */
export async function freeHeirs(
  manager: Queries,
  standing: FeedStanding,
  one: SnapshotStanding,
  now: number,
): Promise<void> {
  for (const { id, hold } of heirsOf(standing, one, now)) await holdSnapshot(manager, id, hold);
}
