import { OBJECT_TYPES } from '../zone';
import type { ObjectType } from '../zone';
import type { SourcedRestriction } from './request-restriction';
import { restrictionSpan, shareOf } from './request-restriction';

/** A vendor whose feeds can be asked, and what it wants of requests. */
export interface RestrictingVendor {
  readonly restrictions: readonly SourcedRestriction[];
  /** Whether any of its feeds claims to know of that kind. */
  readonly covers: (type: ObjectType) => boolean;
}

export interface RestrictionSources {
  /** What binds every request. */
  readonly general: readonly SourcedRestriction[];
  /** All vendors that can be asked, also those that restrict nothing. */
  readonly vendors: readonly RestrictingVendor[];
}

export type ServiceWord = 'enabled' | 'restricted' | 'disabled';

/** What holds from `from` to before `until` (milliseconds since 1970): one restriction at most decides for each kind. */
export interface RestrictionsInForce {
  readonly status: ServiceWord;
  readonly deciding: Readonly<Record<ObjectType, SourcedRestriction | null>>;
  /** Those that decide, each with the kinds for which it does. */
  readonly listed: readonly SourcedRestriction[];
  readonly from: number;
  readonly until: number;
}

/**
 * What binds at `now`. Of several general ones the tightest decides. A vendor's restrictions bind only what other vendors'
 * feeds could not answer: every vendor that covers the kind has to restrict it (every vendor there is, for a kind that none
 * covers), and then the loosest of these vendors decides.
 */
export function restrictionsAt(sources: RestrictionSources, now: number): RestrictionsInForce {
  const { general, vendors } = sources;
  const deciding = Object.fromEntries(
    OBJECT_TYPES.map((type) => [type, tightest([...general, ...ofVendors(vendors, type, now)], type, now)]),
  ) as Record<ObjectType, SourcedRestriction | null>;
  const moments = [...general, ...vendors.flatMap((one) => one.restrictions)].flatMap((one) => restrictionSpan(one));
  return {
    status: serviceWord(deciding),
    deciding,
    listed: listed(deciding),
    from: moments.reduce((last, ms) => (ms <= now ? Math.max(last, ms) : last), -Infinity),
    until: moments.reduce((next, ms) => (ms > now ? Math.min(next, ms) : next), Infinity),
  };
}

function ofVendors(vendors: readonly RestrictingVendor[], type: ObjectType, now: number): SourcedRestriction[] {
  const covering = vendors.filter((vendor) => vendor.covers(type));
  const asked = covering.length === 0 ? vendors : covering;
  const wanted = asked.map((vendor) => tightest(vendor.restrictions, type, now));
  const bound = wanted.filter((one) => one !== null);
  if (bound.length < wanted.length || bound.length === 0) return [];
  return [bound.reduce((loosest, one) => (shareOf(one) > shareOf(loosest) ? one : loosest))];
}

function tightest(
  restrictions: readonly SourcedRestriction[],
  type: ObjectType,
  now: number,
): SourcedRestriction | null {
  return restrictions
    .filter((one) => one.objects.includes(type) && holds(one, now))
    .reduce<SourcedRestriction | null>(
      (least, one) => (least === null || shareOf(one) < shareOf(least) ? one : least),
      null,
    );
}

function holds(restriction: SourcedRestriction, now: number): boolean {
  const [from, until] = restrictionSpan(restriction);
  return from <= now && now < until;
}

function serviceWord(deciding: Readonly<Record<ObjectType, SourcedRestriction | null>>): ServiceWord {
  const all = Object.values(deciding);
  if (all.every((one) => one?.mode === 'disabled')) return 'disabled';
  return all.some((one) => one !== null) ? 'restricted' : 'enabled';
}

function listed(deciding: Readonly<Record<ObjectType, SourcedRestriction | null>>): SourcedRestriction[] {
  const kinds = new Map<SourcedRestriction, ObjectType[]>();
  for (const type of OBJECT_TYPES) {
    const one = deciding[type];
    if (one !== null) kinds.set(one, [...(kinds.get(one) ?? []), type]);
  }
  return [...kinds].map(([one, objects]) => ({ ...one, objects }));
}
