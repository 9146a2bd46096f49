import { createHash, randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { PackageImporter, PackageStager } from '@pksn/ingest';
import { PACKAGE_LIMITS } from '@pksn/package-format';
import { systemClock } from '@pksn/runtime';
import type { DataSource } from '@pksn/store-postgres';
import { PostgresFeedLedger, PostgresImportLedger } from '@pksn/store-postgres';
import { FileStore } from './file-store';

/** Imports a package as the worker does, from the upload's row to the live generation; returns the seconds it took. */
export async function importPackage(source: DataSource, path: string, indexDir: string): Promise<number> {
  const id = randomUUID();
  const ledger = new PostgresImportLedger(source);
  const feeds = new PostgresFeedLedger(source);
  const sha256 = createHash('sha256').digest('hex');
  await ledger.receive({ id, fileName: basename(path), sizeBytes: 1, sha256, hold: false, actor: 'bench' });
  const spool = {
    open: async () => {
      const store = await FileStore.open(path);
      return { source: store, close: () => store.close() };
    },
    remove: () => Promise.resolve(),
  };
  const now = (): number => systemClock.now();
  const freeBytes = (): Promise<number> => Promise.resolve(Number.MAX_SAFE_INTEGER);
  const stager = new PackageStager({ ledger, feeds, spool, now, freeBytes }, { indexDir, limits: PACKAGE_LIMITS });
  const importer = new PackageImporter({ ledger, feeds, spool, tell: () => undefined, now }, stager);
  const start = process.hrtime.bigint();
  await importer.advance(id);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const row = await ledger.row(id);
  if (row?.state !== 'active') throw new Error(`the import ended as ${String(row?.state)}: ${String(row?.detail)}`);
  return seconds;
}
