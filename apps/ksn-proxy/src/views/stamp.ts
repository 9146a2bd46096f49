import type { ChangesAnswer, ChangesView, CoverageDegree } from '@pksn/contract';
import type { ObjectType } from '@pksn/domain';

/** What every answer of a view says of the database: as the last page of changes said it. It never changes. */
export interface Stamp extends ChangesView {
  readonly epoch: string;
  readonly generation: number;
  readonly asOf: string;
  readonly infrastructure: ChangesAnswer['infrastructure'];
  readonly overallCoverage: CoverageDegree;
}

/** Null for a page of a service that says nothing of the view. */
export function stampOf(page: ChangesAnswer): Stamp | null {
  const { epoch, generation, asOf, infrastructure, coverage: overallCoverage, view } = page;
  if (view === undefined) return null;
  return { epoch, generation, asOf, infrastructure, overallCoverage, ...view };
}

/** The members of the envelope in JSON, without braces. `now` in milliseconds since 1970; `ageMs` null: current. */
export function envelopeText(stamp: Stamp, kind: ObjectType | 'bulk', now: number, ageMs: number | null): string {
  const { epoch, generation, asOf, freshUntil, infrastructure } = stamp;
  const coverage = kind === 'bulk' ? stamp.overallCoverage : stamp.coverage[kind];
  const stale = ageMs !== null || (freshUntil !== null && now >= Date.parse(freshUntil));
  const age = ageMs === null ? {} : { age: Math.floor(ageMs / 1_000) };
  return JSON.stringify({ epoch, generation, asOf, stale, coverage, infrastructure, ...age }).slice(1, -1);
}
