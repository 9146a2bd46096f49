import { Fault } from '@pksn/domain';
import type { FeedStanding, SnapshotStanding } from '@pksn/ingest';
import { guardOf, liveOf } from '@pksn/ingest';

/** What guards say of a step to a snapshot, and what they looked at. */
export interface GuardStanding {
  readonly feed: string;
  readonly snapshotId: number;
  readonly version: number;
  /** The snapshot that is live; null: none. */
  readonly liveId: number | null;
  /** Null: the step passes no guard. */
  readonly guard: string | null;
  /** The live snapshot with which it was compared, and the guards by which: null where it was not. */
  readonly judgedAgainst: number | null;
  readonly judgedBy: string | null;
}

/** Of going on to a snapshot. */
export function forwardStanding(standing: FeedStanding, one: SnapshotStanding): GuardStanding {
  return standingOf(standing, one, guardOf(standing, one));
}

/** Of going back to one: what was said when it was judged goes on to count. */
export function reversalStanding(standing: FeedStanding, to: SnapshotStanding): GuardStanding {
  return standingOf(standing, to, to.guardReason);
}

function standingOf(standing: FeedStanding, one: SnapshotStanding, guard: string | null): GuardStanding {
  const { id, version, judgedAgainst, judgedBy } = one;
  const liveId = liveOf(standing)?.id ?? null;
  return { feed: standing.feed, snapshotId: id, version, liveId, guard, judgedAgainst, judgedBy };
}

/** Fault: IMPORT_STATE. */
export function requireSame(found: GuardStanding, expected: GuardStanding | undefined): void {
  if (expected === undefined || isSame(found, expected)) return;
  const what = `what is live, or what guards say of version ${String(expected.version)} of ${expected.feed}`;
  throw new Fault('IMPORT_STATE', `${what}, changed meanwhile; look at it again`);
}

function isSame(a: GuardStanding, b: GuardStanding): boolean {
  return (Object.keys(a) as (keyof GuardStanding)[]).every((name) => a[name] === b[name]);
}
