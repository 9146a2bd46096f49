import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { storedRoot } from '@pksn/ingest';
import { TrustedVendors, migrate, openDatabase } from '@pksn/store-postgres';
import { temporaryDatabase } from '@pksn/testing';
import { LargeFeed } from '../../acceptance/large-feed';
import { writeLargePackage } from '../../acceptance/large-feed-package';
import type { BenchOptions, BenchRow } from '../bench-row';
import { benchVendor } from '../reputation-fixture';

const MOST_MIB = 512;
const FLAT = 1.25;

/** P9: the most memory that a process which imports ever holds; the baseline is the same for a tenth of the records. */
export const importMemory: BenchRow = {
  id: 'P9',
  rounds: 1,
  async run(options, measure) {
    const records = options.long ? 100_000_000 : 2_000_000;
    const database = await temporaryDatabase();
    try {
      const vendor = benchVendor();
      await migrate(database.url);
      const source = await openDatabase(database.url);
      await new TrustedVendors(source).add(storedRoot(vendor.root), 'bench').finally(() => source.destroy());
      const peak = (rows: number): Promise<number> => peakOf(rows, vendor.keys.package, database.url, options);
      const [small, large] = [await peak(records / 10), await peak(records)];
      await measure([
        {
          what: `memory of an import of ${String(records / 1e6)} M file records, at most`,
          unit: 'MiB',
          baselineWhat: 'a tenth of the records',
          goal: {
            text: `<= ${String(MOST_MIB)} MiB and <= ${String(FLAT)} x`,
            met: (figure, ratio) => figure <= MOST_MIB && ratio <= FLAT,
          },
          figure: () => large,
          baseline: () => small,
        },
      ]);
    } finally {
      await database.stop();
    }
  },
};

/** Imports in a process of its own, which makes and holds nothing else. */
async function peakOf(
  rows: number,
  signer: Parameters<typeof writeLargePackage>[2],
  url: string,
  options: BenchOptions,
): Promise<number> {
  const path = join(options.workDir, `p9-${String(rows)}.rpk`);
  options.say(`a package of ${String(rows)} records`);
  await writeLargePackage(new LargeFeed(rows), `bench/p9-${String(rows)}`, signer, path);
  const program = join(__dirname, '..', 'import-process.js');
  const { stdout } = await promisify(execFile)(process.execPath, [program, url, path, join(options.workDir, 'index')]);
  await rm(path);
  return Number(stdout);
}
