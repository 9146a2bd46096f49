import { DAY_MS, EndpointSketch, keyFingerprint, keyStateAt, overlapEndOf } from '@pksn/licensing';
import type { KeyUseRow, RegisteredKey } from '@pksn/store-postgres';
import { rolloutAdvice } from './rollout-advice';
import type { KeyRollout, Rollout } from './rollout-view';

/** Puts together who uses which key of one license: its keys (newest first, at least one) and their use since `from`. */
export function rolloutOf(
  keys: readonly RegisteredKey[],
  uses: readonly KeyUseRow[],
  days: number,
  now: number,
): Rollout {
  const [first] = keys;
  if (first === undefined) throw new Error('a license without a key');
  const newest = keys.find((key) => key.revokedAt === null) ?? null;
  const sketchOf = (key: RegisteredKey): EndpointSketch => union(usesOf(uses, key));
  const target = newest === null ? new EndpointSketch() : sketchOf(newest);
  const all = union(uses);
  const seen = keys.filter((key) => key === newest || isOverlapping(key, now) || usesOf(uses, key).length > 0);
  const views = seen.map((key): KeyRollout => {
    const own = usesOf(uses, key);
    const left = key === newest ? 0 : all.portion(sketchOf(key), target) * all.estimate();
    const endsAt = overlapEndOf(key);
    return {
      fingerprint: keyFingerprint(key.keyHash),
      state: keyStateAt(key, now),
      endpoints: sketchOf(key).estimate(),
      endpointsToday: union(own.filter((row) => now - row.day < DAY_MS)).estimate(),
      endpointsLeft: Math.round(left),
      requests: own.reduce((sum, row) => sum + row.requests, 0),
      malformedIds: own.reduce((sum, row) => sum + row.malformedIds, 0),
      lastSeen: own.length === 0 ? null : iso(Math.max(...own.map((row) => row.lastSeen))),
      overlapEndsAt: Number.isFinite(endsAt) ? iso(endsAt) : null,
    };
  });
  const rollout = {
    vendor: first.vendor,
    licenseId: first.licenseId,
    customer: { id: first.customerId, name: first.customerName },
    days,
    overlapHours: first.overlapHours,
    seats: (newest ?? first).seats,
    seatsSeen: all.estimate(),
    exact: all.isExact,
    newestKey: newest === null ? null : keyFingerprint(newest.keyHash),
    movedShare: newest === null || all.size === 0 ? null : all.portion(target),
    keys: views,
  };
  return { ...rollout, advice: rolloutAdvice(rollout, now) };
}

function isOverlapping(key: RegisteredKey, now: number): boolean {
  const endsAt = overlapEndOf(key);
  return Number.isFinite(endsAt) && now < endsAt;
}

function usesOf(uses: readonly KeyUseRow[], key: RegisteredKey): KeyUseRow[] {
  return uses.filter((row) => row.keyHash.equals(key.keyHash));
}

function union(uses: readonly KeyUseRow[]): EndpointSketch {
  return uses.reduce((all, row) => all.merge(row.sketch), new EndpointSketch());
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
