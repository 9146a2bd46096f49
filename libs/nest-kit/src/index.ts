export * from './body-rules';
export * from './fault-filter';
export * from './fault-reply';
export * from './https-application';
export * from './metrics/metrics';
export * from './metrics/metrics-listener';
export * from './nest-logger';
export * from './problem-adapter';
