export * from './forged-vendor';
export * from './silent-relay';
export * from './temporary-database';
export * from './temporary-redis';
export * from './client-authority';
export * from './histories';
