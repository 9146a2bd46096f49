export * from './forged-vendor';
