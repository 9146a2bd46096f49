export * from './guard-rules';
export * from './host-expressions';
export * from './network-set';
export * from './prefix-set';
export * from './trips';
