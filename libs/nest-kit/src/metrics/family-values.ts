import type { AnyFamily, Histogram, MetricReport } from './metric-family';

/** A family in the form in which the Prometheus client aggregates and prints. */
export function reportOf(family: AnyFamily): MetricReport {
  const { name, help, kind } = family;
  if (family.kind === 'histogram') {
    const values = family.histograms.flatMap(([labels, histogram]) => histogramValues(name, labels, histogram));
    return { name, help, type: kind, aggregator: 'sum', values };
  }
  const values = family.samples.map(([labels, value]) => ({ labels, value }));
  return { name, help, type: kind, aggregator: family.across ?? 'sum', values };
}

/** Prometheus counts in each bucket what is in those before it, too. */
function histogramValues(name: string, labels: object, histogram: Histogram): MetricReport['values'] {
  const { bounds, counts, sum, count } = histogram;
  let below = 0;
  const buckets = bounds.map((bound, i) => {
    below += counts[i] ?? 0;
    return { metricName: `${name}_bucket`, labels: { ...labels, le: String(bound) }, value: below };
  });
  return [
    ...buckets,
    { metricName: `${name}_bucket`, labels: { ...labels, le: '+Inf' }, value: count },
    { metricName: `${name}_sum`, labels: { ...labels }, value: sum },
    { metricName: `${name}_count`, labels: { ...labels }, value: count },
  ];
}
