import type { ActivationPolicy } from '@pksn/domain';
import { Fault, nextActivation, parseActivation } from '@pksn/domain';
import type { FeedStanding, SnapshotStanding } from './feed-standing';
import { basePersonDecides, basesOf, liveOf } from './feed-standing';
import type { Hold } from './hold';
import { holdFor } from './hold';

/** Why a snapshot that has just been staged does not go live by itself; null when it does. `now` in milliseconds. */
export function holdOf(standing: FeedStanding, one: SnapshotStanding, now: number): Hold | null {
  if (one.guardReason !== null) return holdFor('guard', one.guardReason);
  if (standing.pinned) return holdFor('pinned', 'held because the feed is pinned since somebody went back');
  const below = basePersonDecides(standing, one);
  if (below !== null) return heldBy(below);
  return policyHold(standing.activation, now);
}

export function heldBy(base: SnapshotStanding): Hold {
  return holdFor('base', `held because it builds on version ${String(base.version)}, which is held`);
}

/** What the policy of a feed makes of a snapshot at this moment. */
export function policyHold(activation: string, now: number): Hold | null {
  const policy = readable(activation);
  if (policy === null) return holdFor('policy', `held because the policy "${activation}" cannot be understood here`);
  if (policy.kind === 'immediate') return null;
  if (policy.kind === 'manual') return holdFor('policy', 'held by the activation policy of the feed');
  return holdFor(
    'policy',
    `held until ${activation} by the activation policy of the feed`,
    nextActivation(policy, now),
  );
}

/** Null for a zone that this machine has never heard of. */
function readable(activation: string): ActivationPolicy | null {
  try {
    return parseActivation(activation);
  } catch {
    return null;
  }
}

/** Held snapshots that the step forward to `one` leaves behind: what it builds on, and what it overtakes. */
export function leftBehind(standing: FeedStanding, one: SnapshotStanding): SnapshotStanding[] {
  return standing.snapshots.filter(({ state, version }) => state === 'held' && version < one.version);
}

/** What the hour has come for; null when nothing is due. */
export function dueSnapshot(standing: FeedStanding, now: number): SnapshotStanding | null {
  if (standing.pinned) return null;
  const live = liveOf(standing)?.version ?? 0;
  const due = standing.snapshots.filter(
    (one) =>
      one.state === 'held' &&
      one.version > live &&
      one.activateAt !== null &&
      one.activateAt <= now &&
      basePersonDecides(standing, one) === null,
  );
  return newest(due);
}

/**
 * A person may activate what waits, and what was left behind above the live version by going back, or whatever there
 * is when nothing is live. Faults: IMPORT_STATE; SNAPSHOT_REASON when a guard is overruled without a word.
 */
export function requireActivatable(standing: FeedStanding, one: SnapshotStanding, reason: string | null): void {
  const live = liveOf(standing);
  const reachable = one.state === 'retained' ? live === null || one.version > live.version : one.state !== 'active';
  if (!reachable) {
    const rule =
      'only a held one can be activated, or a retained one above the live version; to go back: pksn snapshot revert';
    throw new Fault('IMPORT_STATE', `the snapshot is ${one.state}; ${rule}`);
  }
  const guard = guardOf(standing, one);
  if (guard !== null && reason === null) throw new Fault('SNAPSHOT_REASON', guard);
}

/** What a guard says of a snapshot, or of one that it builds on and that is not live; null: nothing. */
export function guardOf(standing: FeedStanding, one: SnapshotStanding): string | null {
  const [held] = [one, ...basesOf(standing, one)].filter(
    ({ holdKind, guardReason }) => holdKind === 'guard' || guardReason !== null,
  );
  if (held !== undefined) return held.guardReason ?? 'a guard holds it';
  return escapesGuards(standing, one) ? 'guards have not looked at it since they, or what is live, changed' : null;
}

/** Whether a snapshot was judged against what is live now, by the guards that there are now. */
export function isJudged(standing: FeedStanding, one: SnapshotStanding): boolean {
  return one.judgedAgainst === (liveOf(standing)?.id ?? 0) && one.judgedBy === standing.guardRevision;
}

/** There are guards, and what they said of a snapshot, if anything, was about another moment. */
export function escapesGuards(standing: FeedStanding, one: SnapshotStanding): boolean {
  return standing.guardRevision !== '' && !isJudged(standing, one);
}

/** Fault: IMPORT_STATE for what goes on its way without a word of a person about it. */
export function requireSeenByGuards(standing: FeedStanding, one: SnapshotStanding): void {
  if (!escapesGuards(standing, one)) return;
  const version = `version ${String(one.version)}`;
  throw new Fault(
    'IMPORT_STATE',
    `${version} is compared anew with what is live, and by guards; try again in a moment`,
  );
}

export function newest(snapshots: readonly SnapshotStanding[]): SnapshotStanding | null {
  return snapshots.reduce<SnapshotStanding | null>(
    (best, one) => (best === null || one.version > best.version ? one : best),
    null,
  );
}
