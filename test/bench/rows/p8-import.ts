import { createReadStream, createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { storedRoot } from '@pksn/ingest';
import type { Vendor } from '@pksn/signing';
import type { DataSource } from '@pksn/store-postgres';
import {
  COPY_HEADER,
  COPY_TRAILER,
  TrustedVendors,
  copyInto,
  copyRows,
  migrate,
  openDatabase,
} from '@pksn/store-postgres';
import { temporaryDatabase } from '@pksn/testing';
import { ratioAtLeast } from '../bench-row';
import type { BenchRow } from '../bench-row';
import { PackageImports } from '../package-imports';
import { BENCH_LAYOUT, benchVendor, fileRecords, writeBenchPackage } from '../reputation-fixture';

/**
 * P8: an import from the verified upload to the live generation; the baseline is a binary COPY of the same rows,
 * encoded beforehand, and the same unique key.
 */
export const importSpeed: BenchRow = {
  id: 'P8',
  rounds: 3,
  async run(options, measure) {
    const records = options.long ? 10_000_000 : 500_000;
    const vendor = benchVendor();
    const database = await temporaryDatabase();
    await migrate(database.url);
    const source = await openDatabase(database.url);
    try {
      await new TrustedVendors(source).add(storedRoot(vendor.root), 'bench');
      const rowsFile = await writeRows(options.workDir, records);
      const runner = new Importer(source, options.workDir, vendor, records);
      await measure([
        {
          what: `import of ${String(records / 1e6)} M file records: verify, COPY, key, segments, activate`,
          unit: 'k records/s',
          baselineWhat: 'binary COPY of the same rows, then the key',
          goal: ratioAtLeast(0.6),
          figure: async () => records / (await runner.import()) / 1e3,
          baseline: async () => records / (await copyBaseline(source, rowsFile)) / 1e3,
        },
      ]);
      options.say(`memory of this process: ${String(Math.round(process.resourceUsage().maxRSS / 1024))} MiB at most`);
    } finally {
      await source.destroy();
      await database.stop();
    }
  },
};

/** Imports one version after another, and says how many seconds the import took. */
class Importer {
  private version = 0;
  private readonly imports: PackageImports;

  constructor(
    source: DataSource,
    private readonly workDir: string,
    private readonly vendor: Vendor,
    private readonly records: number,
  ) {
    this.imports = new PackageImports(source, join(workDir, 'index'));
  }

  async import(): Promise<number> {
    const version = ++this.version;
    const path = join(this.workDir, 'p8.rpk');
    await writeBenchPackage(this.vendor, { feed: 'bench/core', version, records: this.records, seed: version }, path);
    return this.imports.secondsOf(path);
  }
}

async function writeRows(workDir: string, records: number): Promise<string> {
  const path = join(workDir, 'p8.copy');
  const out = createWriteStream(path);
  out.write(COPY_HEADER);
  for (const batch of fileRecords(records, 99)) {
    if (!out.write(copyRows(0, BENCH_LAYOUT, batch))) await once(out, 'drain');
  }
  out.end(COPY_TRAILER);
  await once(out, 'finish');
  return path;
}

/** Seconds of COPY and key build, in one transaction on a table that is thrown away. */
async function copyBaseline(source: DataSource, rowsFile: string): Promise<number> {
  const runner = source.createQueryRunner();
  try {
    await runner.startTransaction();
    await runner.query('CREATE TABLE p8_baseline (LIKE reputation_record)');
    const start = process.hrtime.bigint();
    await pipeline(createReadStream(rowsFile, { highWaterMark: 1 << 20 }), await copyInto(runner, 'p8_baseline'));
    await runner.query('CREATE UNIQUE INDEX p8_baseline_key ON p8_baseline (section, key)');
    return Number(process.hrtime.bigint() - start) / 1e9;
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}
