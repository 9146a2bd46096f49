/**
 * Vendor packages (docs/package-format.md): read and verified as streams, written as streams. No disk, no database.
 *
 *   readPackageHead -> verifyPackageHead -> readChunks -> StateBuilder -> checkState
 */
export * from './block';
export * from './declared-limits';
export * from './floor';
export * from './limits';
export * from './manifest';
export * from './manifest-schema';
export * from './package-head';
export * from './package-writer';
export * from './ports';
export * from './verify-head';
export * from './chunk-reader';
export * from './text-entries';
export { isPlainName } from './text-check';
export type { HasName } from './name-lookup';
