import type { ObjectType } from '../zone';

export const RESTRICTION_MODES = ['disabled', 'sampled'] as const;
export type RestrictionMode = (typeof RESTRICTION_MODES)[number];

/** Requests of some kinds that are not taken for a time, or from a share of endpoints only. It changes no answer. */
export interface RequestRestriction {
  readonly objects: readonly ObjectType[];
  readonly mode: RestrictionMode;
  /** `sampled`: the percent of endpoints that may still ask, 1 to 99; `disabled`: null. */
  readonly sample: number | null;
  /** From when on, and the first instant at which it is over (null: until it is lifted); ISO 8601, UTC. */
  readonly notBefore: string;
  readonly until: string | null;
  readonly reason: string;
}

/** A restriction, and who made it: `provider`, `service` (as its status told), or a vendor as `vendor NAME`. */
export interface SourcedRestriction extends RequestRestriction {
  readonly source: string;
}

/** Milliseconds since 1970; Infinity for what has no end. */
export function restrictionSpan({ notBefore, until }: RequestRestriction): readonly [from: number, until: number] {
  return [Date.parse(notBefore), until === null ? Infinity : Date.parse(until)];
}

/** The percent of endpoints that it lets ask: 0 to 99. */
export function shareOf({ mode, sample }: RequestRestriction): number {
  return mode === 'disabled' ? 0 : (sample ?? 0);
}
