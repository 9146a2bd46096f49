import { ZONES } from '@pksn/domain';
import type { Zone } from '@pksn/domain';
import type { PulseCounts } from '@pksn/store-postgres';
import type { Percentiles } from './percentiles';
import { percentilesOf } from './percentiles';

/** What was counted in a time, as it is told. */
export interface PulseSums {
  readonly requests: number;
  /** Verdicts: objects, of which a request may name many. */
  readonly zones: Readonly<Record<Zone, number>>;
  /** By code of the catalog, or status. */
  readonly refusals: Readonly<Record<string, number>>;
  /** Of single lookups (one in 64 is timed), and of all requests with a body; in seconds. */
  readonly latency: { readonly single: Percentiles | null; readonly bulk: Percentiles | null };
  /** Objects that proxies answered, as they report it: all, and those from their caches with and without the link. */
  readonly proxies: { readonly lookups: number; readonly cached: number; readonly stale: number };
}

/** Names that this release does not know are left out. */
export function pulseSums(counts: PulseCounts): PulseSums {
  const of = (name: string): number => counts[name] ?? 0;
  return {
    requests: of('requests'),
    zones: Object.fromEntries(ZONES.map((zone) => [zone, of(`zone.${zone}`)])) as Record<Zone, number>,
    refusals: Object.fromEntries(below(counts, 'refused.')),
    latency: { single: percentilesOf(timesOf(counts, 'single.')), bulk: percentilesOf(timesOf(counts, 'bulk.')) },
    proxies: { lookups: of('proxy.lookups'), cached: of('proxy.cached'), stale: of('proxy.stale') },
  };
}

export function addCounts(all: readonly PulseCounts[]): PulseCounts {
  const sums = new Map<string, number>();
  for (const counts of all)
    for (const [name, count] of Object.entries(counts)) sums.set(name, (sums.get(name) ?? 0) + count);
  return Object.fromEntries(sums);
}

function below(counts: PulseCounts, prefix: string): [name: string, count: number][] {
  return Object.entries(counts)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, count]) => [name.slice(prefix.length), count]);
}

function timesOf(counts: PulseCounts, prefix: string): Map<number, number> {
  return new Map(below(counts, prefix).map(([bound, n]) => [bound === 'inf' ? Infinity : Number(bound), n]));
}
