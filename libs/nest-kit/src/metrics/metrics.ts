import type { Registry } from 'prom-client';
import { reportOf } from './family-values';
import type { AnyFamily, MetricReport } from './metric-family';

/** Loaded by the first who counts: most query processes have nobody who scrapes them, and start faster without. */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- as late as it is needed, from a constructor
const client = (): typeof import('prom-client') => require('prom-client') as typeof import('prom-client');

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
  private readonly node: Registry;

  constructor(private readonly read: () => readonly AnyFamily[] | Promise<readonly AnyFamily[]>) {
    const { Registry: NodeMetrics, collectDefaultMetrics } = client();
    this.node = new NodeMetrics();
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

/** What the Prometheus client calls its text format. */
export const METRICS_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** What several processes say, together, in the text format: each metric by its own rule, counters added up. */
export function sumOfReports(reports: readonly (readonly MetricReport[])[]): Promise<string> {
  return client()
    .AggregatorRegistry.aggregate(reports as unknown as object[])
    .metrics();
}
