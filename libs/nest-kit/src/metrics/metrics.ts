import { Counter, Gauge, Registry, collectDefaultMetrics } from 'prom-client';

/** Labels say what kind of thing is counted: never a key, a token, a customer or an address. */
export type Labels = Readonly<Record<string, string>>;

/** One metric as it is now: what a process counts by itself, in plain numbers, and hands over when it is asked. */
export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly kind: 'counter' | 'gauge';
  readonly samples: readonly (readonly [labels: Labels, value: number])[];
}

/**
 * A process's metrics in the text format of Prometheus: those of Node (event loop, memory, processor), and what
 * `read` says at the moment of the scrape. Nothing is paid for metrics while nobody scrapes.
 */
export class Metrics {
  private readonly registry = new Registry();
  private readonly known = new Map<string, Counter | Gauge>();

  constructor(private readonly read: () => readonly MetricFamily[] | Promise<readonly MetricFamily[]>) {
    collectDefaultMetrics({ register: this.registry });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  async text(): Promise<string> {
    for (const family of await this.read()) this.put(family);
    return this.registry.metrics();
  }

  /** Replaces what was known of the family, in one step: two scrapes at once do not mix. */
  private put(family: MetricFamily): void {
    // Its labels are not known yet.
    if (family.samples.length === 0 && !this.known.has(family.name)) return;
    const metric = this.known.get(family.name) ?? this.declare(family);
    metric.reset();
    for (const [labels, value] of family.samples) metric.inc(labels, value);
  }

  private declare({ name, help, kind, samples }: MetricFamily): Counter | Gauge {
    const labelNames = [...new Set(samples.flatMap(([labels]) => Object.keys(labels)))];
    const Kind = kind === 'counter' ? Counter : Gauge;
    const metric = new Kind({ name, help, labelNames, registers: [this.registry] });
    this.known.set(name, metric);
    return metric;
  }
}
