/** What a proxy counted since it was last answered: objects, whatever they were asked for with. */
export interface ProxyCounts {
  /** All that its clients asked for and it answered. */
  readonly lookups: number;
  /** Those that it answered from its cache while linked. */
  readonly cached: number;
  /** Those that it answered from its cache without the link. */
  readonly stale: number;
}

/** With `GET /v1/proxy/settings`: `lookups=120, cached=100, stale=0`, whole numbers up to 1,000,000,000. */
export const PROXY_COUNTS_HEADER = 'pksn-proxy-counts';

const MOST = 1_000_000_000;
const FORM = /^lookups=(\d{1,10}), ?cached=(\d{1,10}), ?stale=(\d{1,10})$/;

/** As the header says it; null: there is nothing to say. What is above the bound is left out. */
export function writeProxyCounts({ lookups, cached, stale }: ProxyCounts): string | null {
  if (lookups <= 0) return null;
  const [all, hits, old] = [lookups, cached, stale].map((count) => String(Math.min(count, MOST)));
  return `lookups=${String(all)}, cached=${String(hits)}, stale=${String(old)}`;
}

/** What the header says; null for anything else, also for more hits than lookups. */
export function readProxyCounts(value: unknown): ProxyCounts | null {
  const numbers = typeof value === 'string' ? FORM.exec(value)?.slice(1).map(Number) : undefined;
  if (numbers === undefined) return null;
  const [lookups, cached, stale] = numbers as [number, number, number];
  return lookups <= MOST && cached + stale <= lookups ? { lookups, cached, stale } : null;
}
