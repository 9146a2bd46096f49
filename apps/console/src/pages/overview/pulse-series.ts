import type { Zone } from '../../parts/zone-badge';
import { ZONES } from '../../parts/zone-badge';
import type { Pulse, PulseSums } from './types';

/** What a chart draws at one time. */
export interface ChartRow {
  /** The beginning of the step, ms since 1970. */
  readonly at: number;
  readonly [series: string]: number | null;
}

export interface PulseSeries {
  readonly zones: readonly ChartRow[];
  /** Milliseconds; null: nothing was timed. */
  readonly latency: readonly ChartRow[];
  readonly refusals: readonly ChartRow[];
  /** The most frequent ones first; the rest is OTHERS. */
  readonly codes: readonly string[];
  readonly proxies: readonly ChartRow[];
}

export const OTHERS = 'others';
export const LATENCIES = ['p50', 'p95', 'p99'] as const;
const MOST_CODES = 4;
/** Query processes write what they counted a step later. */
const LATE_MS = 15_000;

/** Every step of the range, also those in which nothing was counted; without those that are not whole yet. */
export function pulseSeries({ from, to, step, total, points }: Pulse, kind: 'single' | 'bulk'): PulseSeries {
  const stepMs = step * 1_000;
  const end = step > 60 ? Date.parse(to) : Date.parse(to) - LATE_MS;
  const byTime = new Map(points.map((point) => [Date.parse(point.at), point]));
  const times: number[] = [];
  for (let at = Date.parse(from); at + (step > 60 ? 0 : stepMs) <= end; at += stepMs) times.push(at);
  const codes = Object.entries(total.refusals)
    .sort(([, a], [, b]) => b - a)
    .map(([code]) => code);
  const shown = codes.length <= MOST_CODES + 1 ? codes : [...codes.slice(0, MOST_CODES), OTHERS];
  const rows = (of: (point: PulseSums | undefined) => Record<string, number | null>): ChartRow[] =>
    times.map((at) => ({ at, ...of(byTime.get(at)) }));
  return {
    zones: rows((point) => Object.fromEntries(ZONES.map((zone: Zone) => [zone, point?.zones[zone] ?? 0]))),
    latency: rows((point) => latencyOf(point, kind)),
    refusals: rows((point) => refusalsOf(point, shown)),
    codes: shown,
    proxies: rows((point) => ({
      cached: (point?.proxies.cached ?? 0) + (point?.proxies.stale ?? 0),
      asked: point === undefined ? 0 : verdictsOf(point),
    })),
  };
}

export function verdictsOf({ zones }: PulseSums): number {
  return ZONES.reduce((sum, zone) => sum + zones[zone], 0);
}

function latencyOf(point: PulseSums | undefined, kind: 'single' | 'bulk'): Record<string, number | null> {
  const times = point?.latency[kind] ?? null;
  return Object.fromEntries(
    LATENCIES.map((name) => [name, times === null ? null : Math.round(times[name] * 1e6) / 1_000]),
  );
}

function refusalsOf(point: PulseSums | undefined, shown: readonly string[]): Record<string, number> {
  const counts = Object.fromEntries(shown.map((code) => [code, 0]));
  for (const [code, count] of Object.entries(point?.refusals ?? {})) {
    const name = code in counts ? code : OTHERS;
    counts[name] = (counts[name] ?? 0) + count;
  }
  return counts;
}
