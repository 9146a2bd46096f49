import { popularityBucket } from '@pksn/domain';
import type { ChangeTally } from '../preview/change-tally';
import type { ClearTexts } from '../preview/describe';
import { clearText } from '../preview/describe';
import type { Preview } from '../preview/preview';
import type { GuardedName, GuardHit, GuardThresholds, GuardTrip } from './guard-rules';
import { GUARD_LIMITS } from './guard-rules';
import type { GuardWatch } from './guard-watch';

/** A hit that a list confirms. */
export type NamedHit = readonly [hit: GuardHit, name: GuardedName];

/**
 * Guarded objects that turn red. `named` are the hits that were looked up and that a list has; where all were looked
 * up and none has, the first bytes of keys were alike, and nothing trips.
 */
export function listTrip(watch: GuardWatch, named: readonly NamedHit[], texts: ClearTexts): GuardTrip | null {
  const count = watch.count > watch.hits.length ? watch.count : named.length;
  if (count === 0) return null;
  const samples = named.slice(0, GUARD_LIMITS.samples).map(([{ object }, { list, entry }]) => ({
    section: object.section,
    key: object.key.toString('hex'),
    text: clearText(object.section as Parameters<typeof clearText>[0], object.key, texts),
    list,
    entry: entry.slice(0, 200),
  }));
  const [first] = samples;
  const which = first === undefined ? '' : `, such as ${first.entry} of the list "${first.list}"`;
  const text =
    count === 1
      ? `a guarded object turns red${which.replace('such as ', '')}`
      : `${String(count)} guarded objects turn red${which}`;
  return { rule: 'list', text, count, samples };
}

/** What the thresholds say. Faultless for a feed that had nothing. */
export function thresholdTrips(preview: Preview, tally: ChangeTally, thresholds: GuardThresholds): GuardTrip[] {
  const { gonePercent, popularFlips, popularFrom } = thresholds;
  const trips: GuardTrip[] = [];
  const { before, gone } = preview.records;
  if (gonePercent !== null && before > 0 && gone * 100 > gonePercent * before) {
    const share = `${String(gone)} of ${String(before)} records ${gone === 1 ? 'is' : 'are'} gone`;
    trips.push({ rule: 'gone', text: `${share}, more than ${String(gonePercent)} %`, count: gone, samples: [] });
  }
  if (popularFlips === null) return trips;
  const from = popularityBucket(popularFrom);
  const flips = tally.flips.reduce((sum, n, bucket) => (bucket >= from ? sum + n : sum), 0);
  if (flips > popularFlips) {
    const what = `${String(flips)} objects that ${String(popularFrom)} or more have seen turn red`;
    trips.push({ rule: 'popular', text: `${what}, more than ${String(popularFlips)}`, count: flips, samples: [] });
  }
  return trips;
}

/** Why a snapshot is held, in one line; null when no guard trips. */
export function guardReason(trips: readonly GuardTrip[]): string | null {
  if (trips.length === 0) return null;
  return `a guard holds it: ${trips.map(({ text }) => text).join('; ')}`.slice(0, GUARD_LIMITS.reasonChars);
}
