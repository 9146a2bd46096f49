export * from './limits';
export * from './manifest';
export * from './package-writer';
export * from './ports';
