/** The most that was in use on a day, counted in days since 1970. */
export interface DiskDay {
  readonly day: number;
  readonly usedBytes: number;
}

/**
 * Days are from now, null where nobody knows what is free; `refused`: when an upload of any size would touch the reserve.
 */
export type DiskForecast =
  | { readonly trend: 'unknown'; readonly days: number; readonly neededDays: number }
  | { readonly trend: 'steady'; readonly bytesPerDay: number }
  | {
      readonly trend: 'growing';
      readonly bytesPerDay: number;
      readonly daysUntilRefused: number | null;
      readonly daysUntilFull: number | null;
    };

/** A week, so that what comes and goes with the days of the week is in it. */
export const NEEDED_DAYS = 7;

/**
 * When a disk with `freeBytes` left will be full, by the median of the slopes between all pairs of days (Theil 1950,
 * Sen 1968): retention that empties it now and then, and single large imports, do not carry it away as they would a
 * line of least squares or the last few days. At most some weeks of days: pairs grow with their square.
 */
export function forecastDisk(days: readonly DiskDay[], freeBytes: number | null, reserveBytes: number): DiskForecast {
  if (days.length < NEEDED_DAYS) return { trend: 'unknown', days: days.length, neededDays: NEEDED_DAYS };
  const bytesPerDay = medianSlope(days);
  if (bytesPerDay * spanOf(days) <= spread(days, bytesPerDay)) return { trend: 'steady', bytesPerDay };
  const until = (kept: number): number | null =>
    freeBytes === null ? null : Math.max(0, freeBytes - kept) / bytesPerDay;
  return {
    trend: 'growing',
    bytesPerDay,
    daysUntilRefused: until(reserveBytes),
    daysUntilFull: until(0),
  };
}

function medianSlope(days: readonly DiskDay[]): number {
  const slopes = days.flatMap((later, n) =>
    days.slice(0, n).map((earlier) => (later.usedBytes - earlier.usedBytes) / (later.day - earlier.day)),
  );
  return median(slopes);
}

/** How far days are from the line, half of them less: growth that does not come out of this is none. */
function spread(days: readonly DiskDay[], bytesPerDay: number): number {
  const heights = days.map(({ day, usedBytes }) => usedBytes - bytesPerDay * day);
  const height = median(heights);
  return median(heights.map((one) => Math.abs(one - height)));
}

function spanOf(days: readonly DiskDay[]): number {
  const numbers = days.map(({ day }) => day);
  return Math.max(...numbers) - Math.min(...numbers);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? 0;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? 0) + upper) / 2 : upper;
}
