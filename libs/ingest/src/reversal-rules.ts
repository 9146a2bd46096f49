import { Fault } from '@pksn/domain';
import { heldBy, newest } from './activation-rules';
import type { FeedStanding, SnapshotStanding } from './feed-standing';
import { basesOf, liveOf } from './feed-standing';
import type { Hold } from './hold';

/** Whom a reversal leaves, and whom it goes back to. */
export interface Reversal {
  readonly from: SnapshotStanding;
  readonly to: SnapshotStanding;
}

/**
 * Going back is to a snapshot that was live before: the version asked for, or the newest below the live one. `from` is
 * the version that whoever asks believes to be live, so that a request that comes twice does not go back twice.
 * Faults: NOT_FOUND, IMPORT_STATE, SNAPSHOT_NOTHING_EARLIER.
 */
export function reversalOf(standing: FeedStanding, asked: { to: number | null; from: number | null }): Reversal {
  const live = liveOf(standing);
  if (live === null) throw new Fault('SNAPSHOT_NOTHING_EARLIER', `nothing of ${standing.feed} is live`);
  if (asked.from !== null && asked.from !== live.version) {
    throw new Fault('IMPORT_STATE', `version ${String(live.version)} is live, not ${String(asked.from)}`);
  }
  return { from: live, to: asked.to === null ? before(standing, live) : named(standing, asked.to) };
}

function before(standing: FeedStanding, live: SnapshotStanding): SnapshotStanding {
  const earlier = newest(standing.snapshots.filter((one) => wasLeft(one) && one.version < live.version));
  if (earlier !== null) return earlier;
  throw new Fault('SNAPSHOT_NOTHING_EARLIER', `no version before ${String(live.version)} was live and is kept`);
}

function named(standing: FeedStanding, version: number): SnapshotStanding {
  const one = standing.snapshots.find((each) => each.version === version);
  if (one === undefined) throw new Fault('NOT_FOUND', `version ${String(version)} of ${standing.feed} is not kept`);
  if (wasLeft(one)) return one;
  const why = one.state === 'active' ? 'is live already' : 'was never live';
  throw new Fault('IMPORT_STATE', `version ${String(version)} ${why}`);
}

function wasLeft({ state, wasLive }: SnapshotStanding): boolean {
  return state === 'retained' && wasLive;
}

/** What a release of the feed's pin brings about. */
export interface Release {
  /** The newest that only the pin, or an hour, keeps from going live; null: the feed stays where it is. */
  readonly to: SnapshotStanding | null;
  /** What the pin held and something else goes on to hold. */
  readonly stillHeld: readonly { readonly id: number; readonly hold: Hold }[];
}

export function releaseOf(standing: FeedStanding): Release {
  const live = liveOf(standing)?.version ?? 0;
  const waiting = standing.snapshots.filter((one) => one.state === 'held' && one.version > live);
  const to = newest(waiting.filter((one) => endsWithPin(one) && basesOf(standing, one).every(isFree)));
  const stillHeld = waiting.flatMap((one) => {
    const below = basesOf(standing, one)
      .filter((base) => !isFree(base))
      .at(-1);
    return one.holdKind === 'pinned' && below !== undefined ? [{ id: one.id, hold: heldBy(below) }] : [];
  });
  return { to, stillHeld };
}

function endsWithPin({ holdKind, activateAt }: SnapshotStanding): boolean {
  return holdKind === 'pinned' || activateAt !== null;
}

function isFree(base: SnapshotStanding): boolean {
  return base.state !== 'held' || endsWithPin(base);
}
