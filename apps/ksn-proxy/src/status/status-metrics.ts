import type { Latency } from './latency';
import type { ProxyStatus } from './status-document';

/** What the Prometheus client calls its text format. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

type Labels = Readonly<Record<string, string>>;
interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly aggregator: 'sum';
  readonly values: readonly { readonly labels: Labels; readonly value: number; readonly metricName?: string }[];
}

/** The status as Prometheus scrapes it; the client library is loaded by the first scrape. */
export async function metricsText(status: ProxyStatus, latency: Latency): Promise<string> {
  const { AggregatorRegistry } = await import('prom-client');
  const families = [
    ...workFamilies(status),
    ...stateFamilies(status),
    ...queueFamilies(status),
    latencyFamily(latency),
  ];
  const filled = families.filter(({ values }) => values.length > 0);
  return AggregatorRegistry.aggregate([filled as unknown as object]).metrics();
}

function workFamilies({
  lookups,
  saved,
  upstream,
  licenseRefusals,
  refusals,
  connectionsRefused,
}: ProxyStatus): Family[] {
  const outcomes = { hit: lookups.hits, miss: lookups.misses, offline: lookups.offline, passed: lookups.passed };
  const sides = { given: saved.given, fetched: saved.fetched };
  return [
    family(
      'pksn_proxy_lookups_total',
      'Objects by how they were answered; passed: requests',
      'counter',
      'outcome',
      outcomes,
    ),
    family(
      'pksn_proxy_lookup_answers_total',
      'Lookups answered with 200: given to clients, fetched from the service',
      'counter',
      'side',
      Object.fromEntries(Object.entries(sides).map(([side, { requests }]) => [side, requests])),
    ),
    family(
      'pksn_proxy_lookup_answer_bytes_total',
      'Bytes of their bodies',
      'counter',
      'side',
      Object.fromEntries(Object.entries(sides).map(([side, { bytes }]) => [side, bytes])),
    ),
    one('pksn_proxy_upstream_bulks_total', 'Requests that carried lookups to the service', 'counter', upstream.bulks),
    one('pksn_proxy_judgements_total', 'License keys that the service was asked about', 'counter', upstream.judgements),
    family('pksn_proxy_refusals_total', 'Refusals by code', 'counter', 'code', { ...licenseRefusals, ...refusals }),
    one('pksn_proxy_connections_refused_total', 'Connections over the limit', 'counter', connectionsRefused),
  ];
}

function stateFamilies({
  link,
  cache,
  streams,
  warnings,
  certificates,
  at,
  uptimeSeconds,
  chain,
}: ProxyStatus): Family[] {
  const severities: [string, number][] = ['wrong', 'look'].map((name) => [
    name,
    warnings.filter((one) => one.severity === name).length,
  ]);
  const ends = Object.entries(certificates).filter(([, time]) => time !== null);
  const left: [string, number][] = ends.map(([name, time]) => [
    name,
    (Date.parse(time ?? '') - Date.parse(at)) / 1_000,
  ]);
  return [
    one('pksn_proxy_linked', '1 while the service is reached', 'gauge', link.linked ? 1 : 0),
    one('pksn_proxy_link_losses_total', 'How often the link was lost', 'counter', link.losses),
    one('pksn_proxy_uptime_seconds', 'Since the start', 'gauge', uptimeSeconds),
    one('pksn_proxy_chain_length', 'Proxies and the service above this proxy', 'gauge', chain.links.length),
    one('pksn_proxy_cache_bytes', 'Kept answers on disk', 'gauge', cache.bytes),
    one('pksn_proxy_cache_limit_bytes', 'How many there may be', 'gauge', cache.limitBytes),
    one('pksn_proxy_cache_objects', 'Kept answers', 'gauge', cache.objects),
    one('pksn_proxy_cache_usable', '0 when the cache cannot be written', 'gauge', cache.usable ? 1 : 0),
    one('pksn_proxy_streams', 'Open streams of changes', 'gauge', streams),
    family('pksn_proxy_warnings', 'Warnings by severity', 'gauge', 'severity', Object.fromEntries(severities)),
    family(
      'pksn_proxy_certificate_ends_seconds',
      'Until own certificates end',
      'gauge',
      'certificate',
      Object.fromEntries(left),
    ),
  ];
}

function queueFamilies({ queue, at }: ProxyStatus): Family[] {
  if (queue === null) return [];
  const { entries, bytes, limitBytes, oldestAt, delivered, refused, lost } = queue;
  const ageSeconds = oldestAt === null ? 0 : (Date.parse(at) - Date.parse(oldestAt)) / 1_000;
  return [
    one('pksn_proxy_queue_entries', 'Contributions that wait', 'gauge', entries),
    one('pksn_proxy_queue_bytes', 'Their bytes', 'gauge', bytes),
    one('pksn_proxy_queue_limit_bytes', 'How many there may be', 'gauge', limitBytes),
    one('pksn_proxy_queue_oldest_seconds', 'How long the oldest has waited', 'gauge', Math.max(0, ageSeconds)),
    one('pksn_proxy_queue_delivered_total', 'Handed in since the queue was made', 'counter', delivered),
    one('pksn_proxy_queue_lost_total', 'Damaged on disk', 'counter', lost),
    family('pksn_proxy_queue_refused_total', 'Refused by the service for good', 'counter', 'code', refused),
  ];
}

function latencyFamily({ bounds, counts, count, sumSeconds }: Latency): Family {
  const name = 'pksn_proxy_upstream_seconds';
  let below = 0;
  const buckets = bounds.map((bound, i) => {
    below += counts[i] ?? 0;
    return { metricName: `${name}_bucket`, labels: { le: String(bound) }, value: below };
  });
  const values = [
    ...buckets,
    { metricName: `${name}_bucket`, labels: { le: '+Inf' }, value: count },
    { metricName: `${name}_sum`, labels: {}, value: sumSeconds },
    { metricName: `${name}_count`, labels: {}, value: count },
  ];
  return { name, help: 'Until an answer of the service was whole', type: 'histogram', aggregator: 'sum', values };
}

function family(
  name: string,
  help: string,
  type: Family['type'],
  label: string,
  counts: Readonly<Record<string, number>>,
): Family {
  const values = Object.entries(counts).map(([word, value]) => ({ labels: { [label]: word }, value }));
  return { name, help, type, aggregator: 'sum', values };
}

function one(name: string, help: string, type: Family['type'], value: number): Family {
  return { name, help, type, aggregator: 'sum', values: [{ labels: {}, value }] };
}
