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

/** One number that goes up and down; `across`: what several processes say together. */
export function gauge(name: string, help: string, value: number, across: 'max' | 'min' = 'max'): MetricFamily {
  return { name, help, kind: 'gauge', samples: [[{}, value]], across };
}
