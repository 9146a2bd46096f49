import type { RetentionPolicy } from '@pksn/ingest';
import { expiredSnapshots } from '@pksn/ingest';
import type { DataSource, EntityManager } from 'typeorm';
import { recordAudit } from './audit-log';
import { planGeneration } from './generations';
import { readStanding } from './standing';

const ACTOR = 'import-worker';

/**
 * Takes out the rows of old snapshots of all feeds; returns how many. What leaves is looked for without the generation
 * lock, for which imports, overrides and people wait, and decided anew under it only where there is something.
 */
export async function expireSnapshots(source: DataSource, policy: RetentionPolicy, now: number): Promise<number> {
  const feeds = (await source.query('SELECT name FROM feed ORDER BY name')) as { name: string }[];
  let expired = 0;
  for (const { name } of feeds) {
    if ((await departing(source, name, policy, now)).length === 0) continue;
    expired += await source.transaction((manager) => expireFeed(manager, name, policy, now));
  }
  return expired;
}

async function expireFeed(manager: EntityManager, feed: string, policy: RetentionPolicy, now: number): Promise<number> {
  await planGeneration(manager);
  const ids = await departing(manager, feed, policy, now);
  if (ids.length === 0) return 0;
  const [gone] = (await manager.query(
    `DELETE FROM snapshot WHERE id = ANY ($1) AND state = 'retained' RETURNING version::float8 AS version`,
    [ids],
  )) as [{ version: number }[], number];
  await recordAudit(manager, {
    actor: ACTOR,
    action: 'snapshot.expired',
    subject: feed,
    detail: { versions: gone.map(({ version }) => version).sort((a, b) => a - b) },
  });
  return gone.length;
}

async function departing(
  manager: Pick<EntityManager, 'query'>,
  feed: string,
  policy: RetentionPolicy,
  now: number,
): Promise<number[]> {
  // A delta that is being staged has a base, and nobody knows yet which.
  const open = (await manager.query(
    `SELECT 1 FROM package_import WHERE feed = $1 AND state IN ('received', 'verified', 'staged', 'ready') LIMIT 1`,
    [feed],
  )) as unknown[];
  if (open.length > 0) return [];
  const standing = await readStanding(manager, feed);
  const times = (await manager.query(
    `SELECT id, activated_at FROM snapshot WHERE feed = $1 AND activated_at IS NOT NULL`,
    [feed],
  )) as { id: string; activated_at: Date }[];
  const wentLive = new Map(times.map((row) => [Number(row.id), row.activated_at.getTime()]));
  return expiredSnapshots({ ...standing, wentLive }, policy, now);
}
