import { Fault } from '@pksn/domain';
import type { FeedStanding, HoldKind, SnapshotStanding, SnapshotState } from '@pksn/ingest';
import type { EntityManager } from 'typeorm';
import { guardRevisionOf } from './guards/guard-rules';

/** A staged snapshot whose import asks for a hold counts as held already; one held by the previous release, as asked for. */
const SNAPSHOTS = `SELECT s.id, s.version, s.base_id, s.activated_at IS NOT NULL AS was_live,
    s.guard_reason, s.judged_against::float8 AS judged_against, s.guard_revision AS judged_by,
    CASE WHEN a.asked THEN 'held' ELSE s.state END AS state,
    CASE WHEN a.asked THEN 'asked' WHEN s.state = 'held' THEN coalesce(s.hold_kind, 'asked') END AS hold_kind,
    (extract(epoch FROM s.activate_at) * 1000)::float8 AS activate_at
  FROM snapshot s CROSS JOIN LATERAL (SELECT s.state = 'ready' AND EXISTS (
    SELECT 1 FROM package_import i WHERE i.snapshot_id = s.id AND i.hold AND i.state IN ('staged', 'ready')) AS asked) a
  WHERE s.feed = $1 ORDER BY s.version`;

interface StandingRow {
  readonly id: string;
  readonly version: string;
  readonly base_id: string | null;
  readonly was_live: boolean;
  readonly state: SnapshotState;
  readonly hold_kind: HoldKind | null;
  readonly activate_at: number | null;
  readonly guard_reason: string | null;
  readonly judged_against: number | null;
  readonly judged_by: string | null;
}

/** What the rules of activation look at; it stays as it is while the generation lock is held. Fault: NOT_FOUND. */
export async function readStanding(manager: Pick<EntityManager, 'query'>, feed: string): Promise<FeedStanding> {
  const [row] = (await manager.query('SELECT activation, pinned FROM feed WHERE name = $1', [feed])) as {
    activation: string;
    pinned: boolean;
  }[];
  if (row === undefined) throw new Fault('NOT_FOUND', `there is no feed ${feed.slice(0, 128)}`);
  const guardRevision = await guardRevisionOf(manager, feed);
  const snapshots = (await manager.query(SNAPSHOTS, [feed])) as StandingRow[];
  return { feed, ...row, guardRevision, snapshots: snapshots.map(standingOf) };
}

function standingOf(row: StandingRow): SnapshotStanding {
  return {
    id: Number(row.id),
    version: Number(row.version),
    baseId: row.base_id === null ? null : Number(row.base_id),
    state: row.state,
    holdKind: row.hold_kind,
    activateAt: row.hold_kind === 'policy' ? row.activate_at : null,
    wasLive: row.was_live,
    guardReason: row.guard_reason,
    judgedAgainst: row.judged_against,
    judgedBy: row.judged_by,
  };
}

/** The snapshot with this id among those of a feed. Fault: NOT_FOUND. */
export function standingById(standing: FeedStanding, id: number): SnapshotStanding {
  const one = standing.snapshots.find((each) => each.id === id);
  if (one === undefined) throw new Fault('NOT_FOUND', `there is no snapshot ${String(id)}`);
  return one;
}
