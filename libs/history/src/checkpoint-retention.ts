export interface KeptCheckpoint {
  readonly number: number;
  readonly at: number;
}

const NEWEST = 200;
const DAYS = 400;
const DAY_MS = 86_400_000;

/**
 * The numbers that may be removed: not the newest 200, not the last of a day (UTC) for 400 days, and never the last of
 * a month. Each names the digest of the one before, so that those that were copied elsewhere still fit in.
 */
export function superfluousCheckpoints(kept: readonly KeptCheckpoint[], now: number): number[] {
  const newestFirst = [...kept].sort((a, b) => b.number - a.number);
  const periods = new Set<string>();
  return newestFirst.flatMap((one, place) => {
    const day = new Date(one.at).toISOString().slice(0, 10);
    const month = day.slice(0, 7);
    const isLastOfDay = !periods.has(day);
    const isLastOfMonth = !periods.has(month);
    periods.add(day).add(month);
    const stays = place < NEWEST || isLastOfMonth || (isLastOfDay && now - one.at < DAYS * DAY_MS);
    return stays ? [] : [one.number];
  });
}
