/** What the charts show: seconds in all, and of a step; how often they are asked for anew. */
export const RANGES = {
  '15m': { seconds: 900, step: 10, everyMs: 5_000 },
  '1h': { seconds: 3_600, step: 30, everyMs: 10_000 },
  '24h': { seconds: 86_400, step: 600, everyMs: 60_000 },
  '14d': { seconds: 1_209_600, step: 7_200, everyMs: 300_000 },
} as const;
export type Range = keyof typeof RANGES;
export const RANGE_NAMES = Object.keys(RANGES) as Range[];

export function rangeOf(text: string | null): Range {
  return RANGE_NAMES.find((name) => name === text) ?? '15m';
}
