export * from './forged-vendor';
export * from './temporary-database';
