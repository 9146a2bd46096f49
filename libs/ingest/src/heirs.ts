import { holdOf, leftBehind } from './activation-rules';
import type { FeedStanding, SnapshotStanding } from './feed-standing';
import type { Hold } from './hold';
import { holdFor } from './hold';

/** A snapshot that waited for what it builds on, and what it waits for from now on. */
export interface Heir {
  readonly id: number;
  readonly hold: Hold;
}

/**
 * What the step forward to `one` means for the newer ones that were held for nothing but what they build on: each waits
 * for what it would wait for if it had come just now. One that would not wait is due at `now` (milliseconds since 1970):
 * it follows by itself, in a step of its own, as soon as guards have looked at it anew, where there are any.
 */
export function heirsOf(standing: FeedStanding, one: SnapshotStanding, now: number): Heir[] {
  const heirs: Heir[] = [];
  let after = afterStep(standing, one);
  // Lowest first: what builds on an heir waits for what that one waits for.
  for (const heir of waitingForBase(after, one).sort((a, b) => a.version - b.version)) {
    const { id } = heir;
    const hold = holdOf(after, heir, now) ?? following(now);
    heirs.push({ id, hold });
    after = changed(after, (each) =>
      each.id === id ? { ...each, holdKind: hold.kind, activateAt: hold.activateAt } : each,
    );
  }
  return heirs;
}

function waitingForBase(standing: FeedStanding, one: SnapshotStanding): SnapshotStanding[] {
  return standing.snapshots.filter(
    ({ state, holdKind, version }) => state === 'held' && holdKind === 'base' && version > one.version,
  );
}

function following(now: number): Hold {
  return holdFor('policy', 'what it builds on is live; it follows at once', now);
}

function afterStep(standing: FeedStanding, one: SnapshotStanding): FeedStanding {
  const left = new Set(leftBehind(standing, one));
  return changed(standing, (each) => {
    if (each.id === one.id) return { ...each, state: 'active', holdKind: null, activateAt: null };
    if (each.state !== 'active' && !left.has(each)) return each;
    return { ...each, state: 'retained', holdKind: null, activateAt: null };
  });
}

function changed(standing: FeedStanding, change: (one: SnapshotStanding) => SnapshotStanding): FeedStanding {
  return { ...standing, snapshots: standing.snapshots.map(change) };
}
