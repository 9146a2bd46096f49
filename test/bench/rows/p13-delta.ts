import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { storedRoot } from '@pksn/ingest';
import { TrustedVendors, migrate, openDatabase } from '@pksn/store-postgres';
import { temporaryDatabase } from '@pksn/testing';
import type { BenchOptions, BenchRow } from '../bench-row';
import { writeFeed } from '../feed-packages';
import { PackageImports } from '../package-imports';
import { benchVendor } from '../reputation-fixture';

const DELTA_RECORDS = 10_000;
const ROUNDS = 3;

/**
 * P13: a delta of 10,000 records from its row to the live generation, on a stack that grows by each of them. It costs in
 * proportion to itself, so that there is no baseline but the goal. `PKSN_BENCH_RECORDS` sets the base's size.
 */
export const deltaImport: BenchRow = {
  id: 'P13',
  rounds: ROUNDS,
  async run(options, measure) {
    const records = recordsFor(options);
    const vendor = benchVendor();
    const database = await temporaryDatabase();
    await migrate(database.url);
    const source = await openDatabase(database.url);
    try {
      await new TrustedVendors(source).add(storedRoot(vendor.root), 'bench');
      const imports = new PackageImports(source, join(options.workDir, 'index'));
      const deltas: string[] = [];
      options.say(`importing a base of ${String(records)} records`);
      const plan = {
        feed: 'bench/core',
        files: records,
        web: 0,
        deltas: ROUNDS + 1,
        seed: 13,
        parts: records / DELTA_RECORDS,
      };
      let base: number | null = null;
      await writeFeed(vendor, plan, join(options.workDir, 'p13.rpk'), async (path) => {
        if (base === null) {
          base = await imports.secondsOf(path);
          return options.say(`the base took ${base.toFixed(1)} s`);
        }
        const kept = `${path}.${String(deltas.length)}`;
        await rename(path, kept);
        deltas.push(kept);
      });
      await measure([
        {
          what: `delta of ${String(DELTA_RECORDS)} records on a base of ${String(records / 1e6)} M: verify, COPY, key, segments, activate`,
          unit: 's',
          baselineWhat: 'none',
          goal: { text: '<= 3 s', met: (figure) => figure <= 3 },
          figure: () => imports.secondsOf(deltas.shift() ?? ''),
          baseline: null,
        },
      ]);
    } finally {
      await source.destroy();
      await database.stop();
    }
  },
};

function recordsFor(options: BenchOptions): number {
  const asked = Number(process.env.PKSN_BENCH_RECORDS ?? 0);
  if (asked > 0) return Math.ceil(asked / DELTA_RECORDS) * DELTA_RECORDS;
  return options.long ? 10_000_000 : 500_000;
}
