export * from './license-standing';
export * from './limits';
export * from './openapi';
export * from './problem';
export * from './query-schemas';
export * from './reputation';
