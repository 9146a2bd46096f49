import type { FeedStanding, SnapshotStanding, SnapshotState } from './feed-standing';
import { dueSnapshot, holdOf, isJudged, leftBehind, requireActivatable, requireSeenByGuards } from './activation-rules';
import type { HoldKind } from './hold';
import { releaseOf, reversalOf } from './reversal-rules';

const NOW = Date.UTC(2026, 10, 22, 12);
const SOON = NOW + 60_000;

interface Facts {
  readonly on?: number;
  readonly by?: HoldKind;
  readonly at?: number;
  readonly wasLive?: boolean;
  readonly guard?: string;
}

/** A snapshot whose id is its version. */
function snapshot(version: number, state: SnapshotState, { on, by, at, wasLive, guard }: Facts = {}): SnapshotStanding {
  return {
    id: version,
    version,
    baseId: on ?? null,
    state,
    holdKind: by ?? null,
    activateAt: at ?? null,
    wasLive: wasLive ?? state === 'active',
    guardReason: guard ?? null,
    judgedAgainst: 0,
    judgedBy: '',
  };
}

const live = (version: number): SnapshotStanding => snapshot(version, 'active');
const held = (version: number, by: HoldKind, facts: Facts = {}): SnapshotStanding =>
  snapshot(version, 'held', { ...facts, by });
const left = (version: number, facts: Facts = {}): SnapshotStanding =>
  snapshot(version, 'retained', { wasLive: true, ...facts });
const feed = (snapshots: SnapshotStanding[], facts: Partial<FeedStanding> = {}): FeedStanding => ({
  feed: 'acme/core',
  activation: 'immediate',
  pinned: false,
  guardRevision: '',
  snapshots,
  ...facts,
});
const fault = (code: string): Error => expect.objectContaining({ code }) as Error;

describe('what has just been staged', () => {
  const fresh = (facts: Partial<FeedStanding>, ...below: SnapshotStanding[]) =>
    holdOf(feed([...below, snapshot(9, 'ready', { on: 8 })], facts), snapshot(9, 'ready', { on: 8 }), NOW);

  it('goes live at once, waits for its hour, or waits for a person, as its feed says', () => {
    expect(fresh({})).toBeNull();
    expect(fresh({ activation: 'manual' })).toMatchObject({ kind: 'policy', activateAt: null });
    expect(fresh({ activation: '12:01 UTC' })).toMatchObject({ kind: 'policy', activateAt: SOON });
    expect(fresh({ activation: '12:01 Nowhere/Land' })).toMatchObject({ kind: 'policy', activateAt: null });
  });

  it('waits while the feed is pinned, whatever its policy', () => {
    for (const activation of ['immediate', 'manual', '12:01 UTC'])
      expect(fresh({ activation, pinned: true })).toMatchObject({ kind: 'pinned', activateAt: null });
  });

  it('waits for what it builds on when a person decides about that, at any depth down to the live one', () => {
    for (const by of ['asked', 'guard', 'base', 'policy'] as const)
      expect(fresh({}, held(8, by))).toMatchObject({ kind: 'base', reason: expect.stringContaining('version 8') });
    expect(fresh({}, snapshot(8, 'retained', { on: 7 }), held(7, 'asked'))).toMatchObject({ kind: 'base' });
    expect(fresh({}, snapshot(8, 'active', { on: 7 }), held(7, 'asked'))).toBeNull();
    expect(fresh({ activation: '12:01 UTC' }, held(8, 'policy', { at: NOW }))).toMatchObject({ kind: 'policy' });
  });
});

describe('the hour', () => {
  it('takes the newest that is due, and nothing that somebody else holds', () => {
    const due = held(4, 'policy', { at: NOW, on: 3 });
    expect(dueSnapshot(feed([live(2), held(3, 'policy', { at: NOW, on: 2 }), due]), NOW)?.id).toBe(4);
    expect(dueSnapshot(feed([live(2), held(3, 'asked', { on: 2 }), due]), NOW)).toBeNull();
    expect(dueSnapshot(feed([live(2), held(5, 'policy', { at: SOON })]), NOW)).toBeNull();
    expect(dueSnapshot(feed([live(6), due]), NOW)).toBeNull();
    expect(dueSnapshot(feed([live(2), due], { pinned: true }), NOW)).toBeNull();
  });
});

describe('a step forward', () => {
  it('leaves behind what waited below', () => {
    const standing = feed([live(1), held(2, 'asked'), left(3), held(4, 'policy', { at: SOON }), held(6, 'guard')]);
    expect(leftBehind(standing, held(5, 'policy')).map(({ id }) => id)).toEqual([2, 4]);
  });

  it('by hand goes to what waits, to what was left by going back, and to anything when nothing is live', () => {
    const able = (one: SnapshotStanding, ...others: SnapshotStanding[]) =>
      requireActivatable(feed([...others, one]), one, null);
    expect(() => able(held(3, 'asked'), live(2))).not.toThrow();
    expect(() => able(left(3), live(2))).not.toThrow();
    expect(() => able(left(1))).not.toThrow();
    expect(() => able(left(1), live(2))).toThrow(fault('IMPORT_STATE'));
    expect(() => able(live(2))).toThrow(fault('IMPORT_STATE'));
  });

  it('over a guard needs a reason, also when the guard holds what is below', () => {
    const above = held(4, 'base', { on: 3 });
    for (const one of [held(3, 'guard'), above]) {
      const standing = feed([live(2), held(3, 'guard'), above]);
      expect(() => requireActivatable(standing, one, null)).toThrow(fault('SNAPSHOT_REASON'));
      expect(() => requireActivatable(standing, one, 'seen')).not.toThrow();
    }
  });
});

describe('what was judged at another moment', () => {
  const judged = (against: number, by: string): SnapshotStanding => ({
    ...held(3, 'pinned', { on: 2 }),
    judgedAgainst: against,
    judgedBy: by,
  });
  const guarded = (one: SnapshotStanding, guardRevision = 'now'): FeedStanding =>
    feed([live(2), one], { guardRevision });

  it('counts as not judged when something else is live, or guards are others', () => {
    for (const [one, expected] of [
      [judged(2, 'now'), true],
      [judged(1, 'now'), false],
      [judged(2, 'before'), false],
    ] as const)
      expect(isJudged(guarded(one), one)).toBe(expected);
  });

  it('goes live with a reason only, and never by itself, where there are guards', () => {
    for (const one of [judged(1, 'now'), judged(2, 'before')]) {
      expect(() => requireActivatable(guarded(one), one, null)).toThrow(fault('SNAPSHOT_REASON'));
      expect(() => requireActivatable(guarded(one), one, 'seen')).not.toThrow();
      expect(() => requireSeenByGuards(guarded(one), one)).toThrow(fault('IMPORT_STATE'));
      expect(() => requireActivatable(guarded(one, ''), one, null)).not.toThrow();
      expect(() => requireSeenByGuards(guarded(one, ''), one)).not.toThrow();
    }
    const one = judged(2, 'now');
    expect(() => requireActivatable(guarded(one), one, null)).not.toThrow();
    expect(() => requireSeenByGuards(guarded(one), one)).not.toThrow();
  });
});

describe('going back', () => {
  const none = { to: null, from: null };

  it('is to the newest that was live below, again and again', () => {
    const before = [left(1), snapshot(2, 'retained'), left(3), left(5)];
    expect(reversalOf(feed([...before, live(4)]), none)).toMatchObject({ from: { id: 4 }, to: { id: 3 } });
    expect(reversalOf(feed([left(1), left(4), live(3)]), none).to.id).toBe(1);
    expect(() => reversalOf(feed([live(1), left(2)]), none)).toThrow(fault('SNAPSHOT_NOTHING_EARLIER'));
    expect(() => reversalOf(feed([left(1)]), none)).toThrow(fault('SNAPSHOT_NOTHING_EARLIER'));
  });

  it('is to a version that was live, if one is named', () => {
    const standing = feed([left(1), snapshot(2, 'retained'), live(3), held(4, 'asked'), left(5)]);
    expect(reversalOf(standing, { to: 1, from: 3 }).to.id).toBe(1);
    expect(reversalOf(standing, { to: 5, from: null }).to.id).toBe(5);
    for (const to of [2, 3, 4]) expect(() => reversalOf(standing, { to, from: null })).toThrow(fault('IMPORT_STATE'));
    expect(() => reversalOf(standing, { to: 9, from: null })).toThrow(fault('NOT_FOUND'));
  });

  it('does not happen twice when it is asked for twice', () => {
    expect(() => reversalOf(feed([left(1), live(2), left(3)]), { to: null, from: 3 })).toThrow(fault('IMPORT_STATE'));
  });
});

describe('a release', () => {
  const release = (...snapshots: SnapshotStanding[]) => releaseOf(feed(snapshots, { pinned: true }));

  it('goes to the newest that only the pin held', () => {
    const pinned = held(4, 'pinned', { on: 3 });
    expect(release(live(1), left(2), held(3, 'pinned', { on: 2 }), pinned)).toMatchObject({
      to: { id: 4 },
      stillHeld: [],
    });
    expect(release(live(1), held(3, 'policy', { at: SOON })).to?.id).toBe(3);
    expect(release(live(1), left(2)).to).toBeNull();
  });

  it('overrules neither a person nor a guard, and says who goes on holding', () => {
    for (const by of ['asked', 'guard', 'base'] as const) {
      const { to, stillHeld } = release(live(1), held(2, 'pinned'), held(3, by), held(4, 'pinned', { on: 3 }));
      expect(to?.id).toBe(2);
      expect(stillHeld).toEqual([{ id: 4, hold: expect.objectContaining({ kind: 'base' }) }]);
    }
    expect(release(live(1), held(2, 'policy')).to).toBeNull();
  });
});
