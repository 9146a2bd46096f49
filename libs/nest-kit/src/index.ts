export { applyBodyRules } from './body-rules';
export type { BodyRule, BodyRules } from './body-rules';
export { FaultFilter } from './fault-filter';
export { faultOf, replyWithFault } from './fault-reply';
export { serveHttps } from './https-application';
export type { HttpsListener } from './https-application';
export { gauge } from './metrics/metric-family';
export type {
  AnyFamily,
  Histogram,
  HistogramFamily,
  Labels,
  MetricFamily,
  MetricReport,
} from './metrics/metric-family';
export { Metrics, METRICS_CONTENT_TYPE, sumOfReports } from './metrics/metrics';
export type { MetricsSource } from './metrics/metrics';
export { listenForMetrics } from './metrics/metrics-listener';
export type { MetricsListener } from './metrics/metrics-listener';
export { nestLogger } from './nest-logger';
export { ProblemAdapter } from './problem-adapter';
export type { ListenerLimits } from './problem-adapter';
