import type { PulseCounts } from '@pksn/store-postgres';
import type { AnswerTimes, Histogram } from '../metrics/answer-times';
import { OK } from '../metrics/request-counts';
import type { RequestCounts } from '../metrics/request-counts';
import type { VerdictCounts } from '../statistics/verdict-counts';
import type { ProxyReports } from './proxy-reports';

export interface PulseSources {
  readonly requests: Pick<RequestCounts, 'byOutcome'>;
  readonly verdicts: Pick<VerdictCounts, 'read'>;
  readonly times: Pick<AnswerTimes, 'single' | 'bulk'>;
  readonly load: { readonly refusedAhead: number };
  readonly proxies: Pick<ProxyReports, 'read'>;
}

type Add = (name: string, count: number) => void;

const OVERLOADED = 'SERVICE_OVERLOADED';

/**
 * What this process counted since the last look, by name: `requests`, `zone.ZONE`, `refused.CODE` (codes of the catalog, or
 * statuses), `single.SECONDS` and `bulk.SECONDS` (answers within this bound and above the one before; `inf` above all),
 * `proxy.lookups`, `proxy.cached`, `proxy.stale`. It reads counters that are there anyway.
 */
export class PulseMeter {
  private before = new Map<string, number>();

  constructor(private readonly sources: PulseSources) {}

  /** Null: nothing. */
  take(): PulseCounts | null {
    const totals = this.totals();
    const more = [...totals]
      .map(([name, count]) => [name, count - (this.before.get(name) ?? 0)] as const)
      .filter(([, count]) => count > 0);
    this.before = totals;
    return more.length === 0 ? null : Object.fromEntries(more);
  }

  private totals(): Map<string, number> {
    const { requests, verdicts, times, load, proxies } = this.sources;
    const totals = new Map<string, number>();
    const add: Add = (name, count) => void totals.set(name, (totals.get(name) ?? 0) + count);
    for (const { zone, count } of verdicts.read()) add(`zone.${zone}`, count);
    for (const [outcome, count] of requests.byOutcome()) {
      add('requests', count);
      if (outcome !== OK) add(`refused.${outcome}`, count);
    }
    add('requests', load.refusedAhead);
    add(`refused.${OVERLOADED}`, load.refusedAhead);
    for (const kind of ['single', 'bulk'] as const) addTimes(kind, times[kind], add);
    const { lookups, cached, stale } = proxies.read();
    add('proxy.lookups', lookups);
    add('proxy.cached', cached);
    add('proxy.stale', stale);
    return totals;
  }
}

function addTimes(kind: string, { bounds, counts, count }: Histogram, add: Add): void {
  let within = 0;
  for (const [i, bound] of bounds.entries()) {
    within += counts[i] ?? 0;
    add(`${kind}.${String(bound)}`, counts[i] ?? 0);
  }
  add(`${kind}.inf`, count - within);
}
