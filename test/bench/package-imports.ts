import { createHash, randomUUID } from 'node:crypto';
import { PackageImporter, PackageStager } from '@pksn/ingest';
import { PACKAGE_LIMITS } from '@pksn/package-format';
import { systemClock } from '@pksn/runtime';
import type { DataSource } from '@pksn/store-postgres';
import { Judgements, PostgresFeedLedger, PostgresImportLedger } from '@pksn/store-postgres';
import { FileStore } from './file-store';

/** Imports of packages in this process, as the worker does them. */
export class PackageImports {
  constructor(
    private readonly source: DataSource,
    private readonly indexDir: string,
  ) {}

  /** Seconds from the row of an upload to the live generation, or to a snapshot that is held; throws when it ends otherwise. */
  async secondsOf(path: string, hold = false): Promise<number> {
    const id = randomUUID();
    const ledger = new PostgresImportLedger(this.source);
    const feeds = new PostgresFeedLedger(this.source);
    await ledger.receive({
      id,
      fileName: 'bench.rpk',
      sizeBytes: 1,
      sha256: createHash('sha256').update(id).digest('hex'),
      hold,
      actor: 'bench',
    });
    const spool = {
      open: async () => {
        const store = await FileStore.open(path);
        return { source: store, close: () => store.close() };
      },
      remove: () => Promise.resolve(),
    };
    const now = (): number => systemClock.now();
    const stager = new PackageStager(
      {
        ledger,
        feeds,
        spool,
        judgements: new Judgements(this.source),
        now,
        missingBytes: () => Promise.resolve(0),
      },
      { indexDir: this.indexDir, limits: PACKAGE_LIMITS },
    );
    const importer = new PackageImporter(
      {
        ledger,
        feeds,
        spool,
        judge: () => Promise.reject(new Error('nothing else goes live here')),
        tell: () => undefined,
        now,
      },
      stager,
    );
    const start = process.hrtime.bigint();
    await importer.advance(id);
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    const row = await ledger.row(id);
    if (row?.state !== (hold ? 'held' : 'active'))
      throw new Error(`the import ended as ${String(row?.state)}: ${String(row?.detail)}`);
    return seconds;
  }
}
