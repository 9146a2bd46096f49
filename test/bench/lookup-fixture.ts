import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { storedRoot } from '@pksn/ingest';
import type { LocalTlsPaths } from '@pksn/runtime';
import { ensureLocalTls, systemClock } from '@pksn/runtime';
import { createVendor } from '@pksn/signing';
import type { Vendor } from '@pksn/signing';
import type { DataSource } from '@pksn/store-postgres';
import { TrustedVendors, migrate, openDatabase } from '@pksn/store-postgres';
import type { TemporaryDatabase } from '@pksn/testing';
import { temporaryDatabase } from '@pksn/testing';
import type { BenchOptions } from './bench-row';
import { FILES, feedRecords, writeFeed } from './feed-packages';
import type { FeedPlan } from './feed-packages';
import { insertLicenses, insertOverrides } from './license-fixture';
import { PackageImports } from './package-imports';
import { PinnedProcess } from './pinned-process';
import { seededBytes } from './sorted-records';

const VENDOR = 'bench';
const LICENSES = 10_000;
const ASKED = 1 << 17;
const ASKED_SEED = 9;

/**
 * The fixture of TARGETS "Goals": two feeds, one with two unfolded deltas, 1,000 overrides, 10,000 license keys,
 * imported by the product's own code into a database and a data folder of its own.
 */
export class LookupFixture {
  private readonly running: PinnedProcess[] = [];

  private constructor(
    readonly files: number,
    readonly plans: readonly FeedPlan[],
    readonly keys: readonly string[],
    /** SHA-256 hashes in hex, in random order; every other one is known. */
    readonly asked: readonly string[],
    readonly tls: LocalTlsPaths,
    readonly dataDir: string,
    private readonly database: TemporaryDatabase,
    readonly vendor: Vendor,
  ) {}

  /** `licenses` is how many keys are registered; `webKeys` are put among the web records of the first feed. */
  static async create(
    options: BenchOptions,
    licenses = LICENSES,
    webKeys: readonly Buffer[] = [],
  ): Promise<LookupFixture> {
    const [files, web] = options.long ? [10_000_000, 1_000_000] : [300_000, 30_000];
    const half = { files: files / 2, web: web / 2 };
    const plans: FeedPlan[] = [
      { feed: `${VENDOR}/core`, ...half, deltas: 2, seed: 7, webKeys },
      { feed: `${VENDOR}/more`, ...half, deltas: 0, seed: 107 },
    ];
    options.say(`importing ${String(files)} file records and ${String(web)} web records`);
    const database = await temporaryDatabase();
    try {
      const dataDir = join(options.workDir, 'data');
      mkdirSync(join(dataDir, 'secrets'), { recursive: true });
      writeFileSync(join(dataDir, 'secrets/database-url'), database.url, { mode: 0o600 });
      const tls = await ensureLocalTls(join(dataDir, 'tls'), { hosts: [], now: systemClock.now() });
      await migrate(database.url);
      const source = await openDatabase(database.url);
      const vendor = createVendor({ name: VENDOR, now: systemClock.now(), validityDays: 30 });
      const keys = await filled(source, vendor, plans, dataDir, licenses).finally(() => source.destroy());
      return new LookupFixture(files, plans, keys, askedHashes(plans), tls, dataDir, database, vendor);
    } catch (error) {
      await database.stop();
      throw error;
    }
  }

  /**
   * A built query process on the server's core. `memoryBytes` is what it may hold of the index, `node` are options of
   * Node, `program` is what runs in place of the product's own entry.
   */
  async startQuery(
    memoryBytes: number,
    {
      node = [],
      program = 'apps/query-api/src/main.js',
      processes = 1,
    }: { node?: readonly string[]; program?: string; processes?: number } = {},
  ): Promise<{ process: PinnedProcess; port: number }> {
    const environment = {
      PKSN_DATABASE_URL_FILE: join(this.dataDir, 'secrets/database-url'),
      PKSN_DATA_DIR: this.dataDir,
      PKSN_PORT: '0',
      PKSN_TLS_CERT: this.tls.cert,
      PKSN_TLS_KEY: this.tls.key,
      PKSN_INDEX_MEMORY_BYTES: String(memoryBytes),
      PKSN_PROCESSES: String(processes),
    };
    const started = await PinnedProcess.start<{ port: number }>('server', program, {
      environment,
      node,
    });
    this.running.push(started.process);
    return { process: started.process, port: started.message.port };
  }

  get databaseUrl(): string {
    return this.database.url;
  }

  get databasePid(): number {
    return this.database.pid;
  }

  /** Imports a package of the vendor; one that is held waits as a snapshot. */
  async import(source: DataSource, path: string, hold = false): Promise<void> {
    await new PackageImports(source, join(this.dataDir, 'index')).secondsOf(path, hold);
  }

  async stop(): Promise<void> {
    for (const one of this.running) await one.stop();
    await this.database.stop();
  }
}

/** Trusts the vendor, imports every package, writes keys and overrides; returns the keys. */
async function filled(
  source: DataSource,
  vendor: Vendor,
  plans: readonly FeedPlan[],
  dataDir: string,
  licenses: number,
): Promise<string[]> {
  await new TrustedVendors(source).add(storedRoot(vendor.root), 'bench');
  const imports = new PackageImports(source, join(dataDir, 'index'));
  for (const plan of plans) {
    await writeFeed(vendor, plan, join(dataDir, 'next.rpk'), async (path) => {
      await imports.secondsOf(path);
    });
  }
  await insertOverrides(source);
  return insertLicenses(source, VENDOR, licenses);
}

/** Known keys are taken evenly from all feeds, deltas and all, and put into random order. */
function askedHashes(plans: readonly FeedPlan[]): string[] {
  const candidates: string[] = [];
  const total = plans.reduce((sum, plan) => sum + plan.files, 0);
  let step = Math.max(1, Math.floor(total / (ASKED / 2)));
  // No factor in common with 1,000, so that records of every version are met.
  while (step % 2 === 0 || step % 5 === 0) step -= 1;
  let n = 0;
  for (const plan of plans) {
    for (const batch of feedRecords(plan, FILES)) {
      for (let at = 0; at < batch.length; at += FILES.recordBytes, n++) {
        if (n % step === 0) candidates.push(batch.toString('hex', at, at + FILES.keyBytes));
      }
    }
  }
  const random = seededBytes(ASKED_SEED);
  const known = shuffled(candidates, random).slice(0, ASKED / 2);
  return known.flatMap((hash) => [hash, random(FILES.keyBytes).toString('hex')]);
}

function shuffled(texts: readonly string[], random: (length: number) => Buffer): string[] {
  const out = [...texts];
  const places = random(out.length * 4);
  for (let i = out.length - 1; i > 0; i--) {
    const j = places.readUInt32LE(i * 4) % (i + 1);
    [out[i], out[j]] = [out[j] as string, out[i] as string];
  }
  return out;
}
