import type { FeedStanding, SnapshotStanding, SnapshotState } from './feed-standing';
import { heirsOf } from './heirs';
import type { HoldKind } from './hold';

const NOW = Date.UTC(2026, 10, 22, 12);

/** A snapshot whose id is its version, on the one before it. */
function snapshot(version: number, state: SnapshotState, holdKind: HoldKind | null = null): SnapshotStanding {
  const facts = { activateAt: null, wasLive: state === 'active', guardReason: null, judgedAgainst: 1, judgedBy: '' };
  return { id: version, version, baseId: version - 1, state, holdKind, ...facts };
}

const waiting = [
  snapshot(1, 'active'),
  snapshot(2, 'held', 'asked'),
  snapshot(3, 'held', 'base'),
  snapshot(4, 'held', 'base'),
];
const feed = (facts: Partial<FeedStanding> = {}): FeedStanding => ({
  feed: 'acme/core',
  activation: 'immediate',
  pinned: false,
  guardRevision: '',
  snapshots: waiting,
  ...facts,
});
const heirs = (standing: FeedStanding, version: number) =>
  heirsOf(standing, standing.snapshots.find((one) => one.version === version) as SnapshotStanding, NOW).map(
    ({ id, hold: { kind, activateAt } }) => [id, kind, activateAt],
  );

it('lets what waited for its base alone follow at once', () => {
  expect(heirs(feed(), 2)).toEqual([
    [3, 'policy', NOW],
    [4, 'policy', NOW],
  ]);
  expect(heirs(feed(), 3)).toEqual([[4, 'policy', NOW]]);
  expect(heirs(feed(), 4)).toEqual([]);
});

it('lets it wait for what else its feed says', () => {
  expect(heirs(feed({ activation: '13:00 UTC' }), 2)).toEqual([
    [3, 'policy', NOW + 3_600_000],
    [4, 'policy', NOW + 3_600_000],
  ]);
  expect(heirs(feed({ pinned: true }), 2)).toEqual([
    [3, 'pinned', null],
    [4, 'pinned', null],
  ]);
  // By hand, each of them: what builds on one that waits for a person waits with it.
  expect(heirs(feed({ activation: 'manual' }), 2)).toEqual([
    [3, 'policy', null],
    [4, 'base', null],
  ]);
});

it('leaves what a person or a guard holds, and what builds on that', () => {
  for (const kind of ['asked', 'guard'] as const) {
    const snapshots = [...waiting.slice(0, 2), snapshot(3, 'held', kind), snapshot(4, 'held', 'base')];
    expect(heirs(feed({ snapshots }), 2)).toEqual([[4, 'base', null]]);
  }
});

it('asks a guard first', () => {
  const guarded = { ...snapshot(3, 'held', 'base'), guardReason: 'a guarded object turns red' };
  expect(heirs(feed({ snapshots: [...waiting.slice(0, 2), guarded] }), 2)).toEqual([[3, 'guard', null]]);
});
