import { DAY_MS, EndpointSketch, HOUR_MS, keyFingerprint, keyStateAt } from '@pksn/licensing';
import type { KeyUseRow, RegisteredKey } from '@pksn/store-postgres';
import { rolloutAdvice } from './rollout-advice';

/** How one key of a license is used. Counts of endpoints are estimates, exact below 512. */
export interface KeyRollout {
  readonly fingerprint: string;
  readonly state: string;
  readonly endpoints: number;
  readonly endpointsToday: number;
  /** Endpoints that were seen with this key and not with the newest one. */
  readonly endpointsLeft: number;
  readonly requests: number;
  /** Of these, how many sent a `PKSN-Endpoint` that is no id, and are counted as no endpoint. */
  readonly malformedIds: number;
  readonly lastSeen: string | null;
  readonly overlapEndsAt: string | null;
}

export interface Rollout {
  readonly vendor: string;
  readonly licenseId: string;
  readonly customer: { readonly id: string; readonly name: string };
  readonly days: number;
  readonly overlapHours: number;
  /** What the license says; null: no number. Informational, never a refusal. */
  readonly seats: number | null;
  /** Distinct endpoints of all keys together. */
  readonly seatsSeen: number;
  /** False: estimated, with a standard error of 4.4 %. */
  readonly exact: boolean;
  /** The key to which the endpoints are to move. */
  readonly newestKey: string | null;
  /** The part (0..1) of the endpoints that was seen with it; null when no endpoint was seen. */
  readonly movedShare: number | null;
  readonly keys: readonly KeyRollout[];
  readonly advice: string | null;
}

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
    const replacedAt = replacementOf(key);
    return {
      fingerprint: keyFingerprint(key.keyHash),
      state: keyStateAt(key, now),
      endpoints: sketchOf(key).estimate(),
      endpointsToday: union(own.filter((row) => now - row.day < DAY_MS)).estimate(),
      endpointsLeft: Math.round(left),
      requests: own.reduce((sum, row) => sum + row.requests, 0),
      malformedIds: own.reduce((sum, row) => sum + row.malformedIds, 0),
      lastSeen: own.length === 0 ? null : iso(Math.max(...own.map((row) => row.lastSeen))),
      overlapEndsAt: Number.isFinite(replacedAt) ? iso(replacedAt + key.overlapHours * HOUR_MS) : null,
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

/** When a key was replaced, or its license changed; Infinity: it was not. */
export function replacementOf(key: Pick<RegisteredKey, 'changedAt' | 'supersededAt'>): number {
  return Math.min(key.changedAt ?? Infinity, key.supersededAt ?? Infinity);
}

function isOverlapping(key: RegisteredKey, now: number): boolean {
  const replacedAt = replacementOf(key);
  return Number.isFinite(replacedAt) && now < replacedAt + key.overlapHours * HOUR_MS;
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
