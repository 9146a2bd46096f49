import type { HoldKind } from './hold';

/**
 * ready: staged, its import goes on · held: waits · active: live · retained: was live, was built upon, or was overtaken.
 */
export type SnapshotState = 'ready' | 'held' | 'active' | 'retained';

/** A snapshot as far as the rules of activation look at it. */
export interface SnapshotStanding {
  readonly id: number;
  readonly version: number;
  /** What a delta was staged on; null for a full one, and when that is gone. */
  readonly baseId: number | null;
  readonly state: SnapshotState;
  /** Of a held one. */
  readonly holdKind: HoldKind | null;
  /** Of one that waits for an hour: milliseconds since 1970. */
  readonly activateAt: number | null;
  readonly wasLive: boolean;
  /** Why a guard wants a person for it; null: none does. */
  readonly guardReason: string | null;
  /** The live snapshot that it was judged against, 0 for none; null: it was not judged. */
  readonly judgedAgainst: number | null;
  /** `guardRevision` of its feed when it was judged; null: it was not. */
  readonly judgedBy: string | null;
}

/** A feed with all that is kept of it, at one moment. */
export interface FeedStanding {
  readonly feed: string;
  /** `parseActivation` reads it. */
  readonly activation: string;
  /** Since somebody went back, and until a person releases it. */
  readonly pinned: boolean;
  /** Changes with the guards that count for it; empty: there are none. */
  readonly guardRevision: string;
  readonly snapshots: readonly SnapshotStanding[];
}

export function liveOf(standing: FeedStanding): SnapshotStanding | null {
  return standing.snapshots.find(({ state }) => state === 'active') ?? null;
}

/** The snapshots that one builds on, the nearest first, down to the live one, which is left out. */
export function basesOf(standing: FeedStanding, one: SnapshotStanding): SnapshotStanding[] {
  const byId = new Map(standing.snapshots.map((each) => [each.id, each]));
  const bases: SnapshotStanding[] = [];
  for (let base = baseOf(byId, one); base !== undefined && base.state !== 'active'; base = baseOf(byId, base)) {
    bases.push(base);
  }
  return bases;
}

function baseOf(byId: ReadonlyMap<number, SnapshotStanding>, one: SnapshotStanding): SnapshotStanding | undefined {
  return one.baseId === null ? undefined : byId.get(one.baseId);
}

/** The oldest of those below that only a person lets go live. */
export function basePersonDecides(standing: FeedStanding, one: SnapshotStanding): SnapshotStanding | null {
  return basesOf(standing, one).filter(waitsForPerson).at(-1) ?? null;
}

function waitsForPerson({ state, activateAt }: SnapshotStanding): boolean {
  return state === 'held' && activateAt === null;
}
