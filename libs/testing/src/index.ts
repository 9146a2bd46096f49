export * from './forged-vendor';
export * from './temporary-database';
export * from './temporary-redis';
