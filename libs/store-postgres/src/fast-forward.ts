import { Fault } from '@pksn/domain';
import type { Manifest } from '@pksn/ingest';
import type { EntityManager } from 'typeorm';
import { recordAudit } from './audit-log';
import type { LiveFeed } from './entities';

/**
 * Goes back below a floor that keys signed which have been rotated away (TUF 5.3.11): what waited above it goes live
 * no more. What is live stays until this package takes its place. Throws PACKAGE_ROLLBACK for a version that is kept.
 */
export async function voidFloor(manager: EntityManager, manifest: Manifest, floor: number): Promise<void> {
  const { feed, version } = manifest;
  const known = (await manager.query('SELECT 1 FROM snapshot WHERE feed = $1 AND version = $2', [
    feed,
    version,
  ])) as unknown[];
  if (known.length > 0) throw new Fault('PACKAGE_ROLLBACK', `version ${String(version)} of ${feed} is known already`);
  await manager.query(
    `WITH passed AS (UPDATE snapshot SET state = 'retained', hold_kind = NULL, hold_reason = NULL, activate_at = NULL
       WHERE feed = $1 AND version > $2 AND state = 'held' RETURNING id)
     UPDATE package_import SET state = 'unchanged', detail = $3, updated_at = now()
     WHERE state = 'held' AND snapshot_id IN (SELECT id FROM passed)`,
    [feed, version, `its keys were rotated away before it went live`],
  );
  await recordAudit(manager, {
    actor: 'import-worker',
    action: 'feed.floor-voided',
    subject: feed,
    detail: { floor, version },
  });
}

/** Whether what is live came before the floor was voided: then a lower version takes its place. */
export async function isAboveFloor(manager: EntityManager, live: LiveFeed): Promise<boolean> {
  const [row] = (await manager.query('SELECT floor_version FROM feed WHERE name = $1', [live.feed])) as {
    floor_version: string;
  }[];
  return row !== undefined && live.version > Number(row.floor_version);
}
