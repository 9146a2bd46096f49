/**
 * Vendor packages (docs/package-format.md): read and verified as streams, written as streams. No disk, no database.
 *
 *   readPackageHead -> verifyPackageHead -> readChunks -> StateBuilder -> checkState
 */
export * from './block';
export * from './chunk-reader';
export * from './declared-limits';
export * from './floor';
export { MAGIC } from './frame';
export * from './limits';
export * from './manifest';
export * from './manifest-draft';
export * from './manifest-schema';
export * from './memory-ports';
export type { HasName } from './name-lookup';
export * from './package-head';
export * from './package-writer';
export * from './ports';
export * from './state-builder';
export * from './state-hash';
export { isPlainName } from './text-check';
export * from './text-entries';
export * from './verify-head';
export * from './verify-package';
export * from './build';
