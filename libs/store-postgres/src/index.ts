/** PostgreSQL, the truth: rows, records, generations, and word of their changes. */
export * from './administration';
export * from './change-watch';
export * from './data-source';
export * from './entities';
export * from './feed-ledger';
export * from './feeds';
export * from './generation-history';
export * from './generation-reader';
export * from './import-ledger';
export * from './knocking-keys';
export * from './license-desk';
export * from './license-rows';
export * from './migrate';
export * from './orphaned-runs';
export * from './overrides';
export * from './registry-reader';
export * from './trusted-vendors';
export type { DataSource } from 'typeorm';
