import type { Judgement } from '@pksn/ingest';

/** In the order of the columns judged_against, guard_revision, preview, tallies, guard_trips, guard_reason. */
export function judgementValues(judgement: Judgement): unknown[] {
  const { against, guardRevision, preview, tallies, trips, guardReason } = judgement;
  const json = [preview, tallies, trips].map((one) => (one === null ? null : JSON.stringify(one)));
  return [against, guardRevision, ...json, guardReason];
}
