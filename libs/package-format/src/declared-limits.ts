import { Fault } from '@pksn/domain';
import type { PackageLimits } from './limits';
import type { Manifest } from './manifest';

/** Bytes of all chunks before compression: what a reader must be able to store. */
export function totalRawBytes(manifest: Pick<Manifest, 'chunks'>): number {
  return manifest.chunks.reduce((sum, chunk) => sum + chunk.rawSize, 0);
}

/** Bytes of all chunks as stored. */
export function totalStoredBytes(manifest: Pick<Manifest, 'chunks'>): number {
  return manifest.chunks.reduce((sum, chunk) => sum + chunk.size, 0);
}

/** Compares what a package declares with what this installation takes in. Throws PACKAGE_LIMIT. */
export function checkDeclaredLimits(manifest: Manifest, limits: PackageLimits): void {
  const raw = totalRawBytes(manifest);
  if (raw > limits.totalRawBytes) throw over('bytes', raw, limits.totalRawBytes);
  for (const { section, records } of manifest.sections) {
    const limit = section === 'names' ? limits.names : section === 'texts' ? limits.texts : limits.sectionRecords;
    if (records > limit) throw over(`records of ${section}`, records, limit);
  }
}

function over(what: string, declared: number, limit: number): Fault {
  return new Fault('PACKAGE_LIMIT', `${declared} ${what} are declared, ${limit} are allowed`, { facts: { limit } });
}
