import type { EntityManager } from 'typeorm';

/** The snapshots that a snapshot builds on, down to the active one, which is the last. */
const CHAIN = `WITH RECURSIVE chain AS (
  SELECT b.id, b.base_id, b.version, b.state FROM snapshot s JOIN snapshot b ON b.id = s.base_id WHERE s.id = $1
  UNION ALL
  SELECT b.id, b.base_id, b.version, b.state FROM chain JOIN snapshot b ON b.id = chain.base_id
  WHERE chain.state <> 'active'
)`;

/** The oldest version above the active one that a snapshot builds on and that is held, or about to be; or null. */
export async function heldBase(manager: EntityManager, snapshotId: number): Promise<number | null> {
  const [row] = (await manager.query(
    `${CHAIN} SELECT min(version) AS version FROM chain
     WHERE state = 'held' OR EXISTS (
       SELECT 1 FROM package_import i WHERE i.snapshot_id = chain.id AND i.hold AND i.state IN ('staged', 'ready'))`,
    [snapshotId],
  )) as [{ version: string | null }];
  return row.version === null ? null : Number(row.version);
}

/** A person decided for a snapshot, and so for what it builds on: nothing of that is held any longer. */
export async function releaseBases(manager: EntityManager, snapshotId: number, version: number): Promise<void> {
  const [released] = (await manager.query(
    `${CHAIN} UPDATE snapshot SET state = 'retained' FROM chain
     WHERE snapshot.id = chain.id AND snapshot.state = 'held' RETURNING snapshot.id`,
    [snapshotId],
  )) as [{ id: string }[], number];
  await manager.query(
    `UPDATE package_import SET state = 'unchanged', detail = $2, updated_at = now()
     WHERE snapshot_id = ANY ($1) AND state = 'held'`,
    [released.map(({ id }) => id), `version ${String(version)}, which builds on it, was activated`],
  );
}
