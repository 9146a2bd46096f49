import { AggregatorRegistry, Registry, collectDefaultMetrics } from 'prom-client';
import { reportOf } from './family-values';

/** Labels say what kind of thing is counted: never a key, a token, a customer or an address. */
export type Labels = Readonly<Record<string, string>>;

/** Counts of observations by upper bound, each bound's own; what is over the last is only in `count`. */
export interface Histogram {
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
  readonly sum: number;
  readonly count: number;
}

/** One metric as it is now: what a process counts by itself, in plain numbers, and hands over when it is asked. */
export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly kind: 'counter' | 'gauge';
  readonly samples: readonly (readonly [labels: Labels, value: number])[];
  /** What several processes say together; left out: their sum. */
  readonly across?: 'sum' | 'max' | 'min';
}

export interface HistogramFamily {
  readonly name: string;
  readonly help: string;
  readonly kind: 'histogram';
  readonly histograms: readonly (readonly [labels: Labels, histogram: Histogram])[];
}

export type AnyFamily = MetricFamily | HistogramFamily;

/** A metric as it travels to another process, in the form of the Prometheus client. */
export interface MetricReport {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly aggregator: string;
  readonly values: readonly { readonly labels: object; readonly value: number; readonly metricName?: string }[];
}

/** What a scrape gets. */
export interface MetricsSource {
  readonly contentType: string;
  text(): Promise<string>;
}

/**
 * A process's metrics in the text format of Prometheus: those of Node (event loop, memory, processor), and what
 * `read` says at the moment of the scrape. Nothing is paid for metrics while nobody scrapes.
 */
export class Metrics implements MetricsSource {
  private readonly node = new Registry();

  constructor(private readonly read: () => readonly AnyFamily[] | Promise<readonly AnyFamily[]>) {
    collectDefaultMetrics({ register: this.node });
  }

  get contentType(): string {
    return this.node.contentType;
  }

  async text(): Promise<string> {
    return `${await this.node.metrics()}${await sumOfReports([await this.own()])}`;
  }

  /** All of it for another process, which adds it to that of others. */
  async report(): Promise<MetricReport[]> {
    return [...((await this.node.getMetricsAsJSON()) as unknown as MetricReport[]), ...(await this.own())];
  }

  private async own(): Promise<MetricReport[]> {
    return (await this.read()).map(reportOf).filter(({ values }) => values.length > 0);
  }
}

export const METRICS_CONTENT_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/** What several processes say, together, in the text format: each metric by its own rule, counters added up. */
export function sumOfReports(reports: readonly (readonly MetricReport[])[]): Promise<string> {
  return AggregatorRegistry.aggregate(reports as unknown as object[]).metrics();
}
