import type { DiskNeed } from '@pksn/ingest';
import { fileSystemOf } from '@pksn/runtime';

export interface WorkPlaces {
  readonly indexDir: string;
  /** Where PostgreSQL keeps its data on this machine; null: elsewhere, or nobody said. */
  readonly databaseDir: string | null;
  readonly reserveBytes: number;
}

/** So many bytes are missing where the index or the database is for work that needs so much; 0: it fits. */
export async function missingBytes(places: WorkPlaces, need: DiskNeed): Promise<number> {
  const { indexDir, databaseDir, reserveBytes } = places;
  const { indexBytes, databaseBytes } = need;
  const index = await fileSystemOf(indexDir);
  const database = databaseDir === null ? index : await fileSystemOf(databaseDir);
  const missing = (bytes: number, free: number): number => Math.max(0, bytes + reserveBytes - free);
  // Where nobody said where the database is, it may well be here.
  if (index.device === database.device) return missing(indexBytes + databaseBytes, index.freeBytes);
  return missing(indexBytes, index.freeBytes) + missing(databaseBytes, database.freeBytes);
}
