import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PackageImporter, PackageStager } from '@pksn/ingest';
import type { ImportNews, ImportOutcome } from '@pksn/ingest';
import { PACKAGE_LIMITS } from '@pksn/package-format';
import { RunFiles } from '@pksn/reputation-index';
import { makeDirectory, writeDurable } from '@pksn/runtime';
import type { DataSource } from '@pksn/store-postgres';
import {
  Judgements,
  PostgresFeedLedger,
  PostgresImportLedger,
  databaseFault,
  migrate,
  openDatabase,
  removeOrphanedRuns,
} from '@pksn/store-postgres';
import type { TemporaryDatabase } from '@pksn/testing';
import { temporaryDatabase } from '@pksn/testing';
import { abandonedRuns } from '../../apps/import-worker/src/abandoned-runs';
import { FileSpool, PACKAGE_SUFFIX } from '../../apps/import-worker/src/file-spool';
import { SpoolCleaner } from '../../apps/import-worker/src/spool-cleaner';

const POOL_SIZE = 4;
/** Where there is one, a disk in memory: hundreds of crashes need no disk that waits. */
const MEMORY_DISK = '/dev/shm';
/** Everything counts as abandoned at once: in these tests nobody else writes. */
const LATER_MS = 86_400_000;

/** The working parts of an import worker in this process, as apps/import-worker puts them together. */
export class WorkerParts {
  readonly ledger: PostgresImportLedger;
  readonly feeds: PostgresFeedLedger;
  readonly importer: PackageImporter;
  readonly news: ImportNews[] = [];
  private readonly files: RunFiles;
  private readonly cleaner: SpoolCleaner;

  private constructor(
    readonly source: DataSource,
    dataDir: string,
    now: () => number,
  ) {
    const indexDir = join(dataDir, 'index');
    const spoolDir = join(dataDir, 'spool');
    this.files = new RunFiles(indexDir);
    this.ledger = new PostgresImportLedger(source);
    this.feeds = new PostgresFeedLedger(source);
    const judgements = new Judgements(source);
    const judge = (id: number): Promise<void> => judgements.renew(indexDir, id, now());
    const ports = { ledger: this.ledger, feeds: this.feeds, spool: new FileSpool(spoolDir), judgements, judge, now };
    const stager = new PackageStager(
      { ...ports, missingBytes: () => Promise.resolve(0) },
      { indexDir, limits: PACKAGE_LIMITS },
    );
    this.importer = new PackageImporter(
      { ...ports, tell: (news) => void this.news.push(news), meaning: databaseFault },
      stager,
    );
    const clock = { now: () => Date.now() + LATER_MS };
    this.cleaner = new SpoolCleaner(spoolDir, { states: (ids) => this.ledger.states(ids), clock }, 0);
  }

  static async open(databaseUrl: string, dataDir: string, now: () => number): Promise<WorkerParts> {
    return new WorkerParts(await openDatabase(databaseUrl, POOL_SIZE), dataDir, now);
  }

  /** What a worker does after its start: it tidies up, and takes every open import on. */
  async recover(): Promise<ImportOutcome[]> {
    await this.tidy();
    const outcomes: ImportOutcome[] = [];
    for (const { id } of await this.ledger.unfinished()) outcomes.push(await this.importer.advance(id));
    return outcomes;
  }

  async tidy(): Promise<void> {
    await this.cleaner.clean();
    await removeOrphanedRuns(
      this.source,
      () => abandonedRuns(this.files, Date.now() + LATER_MS),
      (runId) => this.files.remove(runId),
    );
  }
}

/** A database and a data folder, on which workers of this process live and die. */
export class Installation {
  /** Milliseconds since 1970: what every worker takes for the time. */
  now = Date.now();

  private constructor(
    readonly database: TemporaryDatabase,
    readonly dataDir: string,
  ) {}

  static async create(): Promise<Installation> {
    const database = await temporaryDatabase({ filledBy: migrate });
    return new Installation(
      database,
      await mkdtemp(join(existsSync(MEMORY_DISK) ? MEMORY_DISK : tmpdir(), 'pksn-crash-')),
    );
  }

  worker(): Promise<WorkerParts> {
    return WorkerParts.open(this.database.url, this.dataDir, () => this.now);
  }

  /** What the admin API does with an upload: the file is durable before its row is there. */
  async upload(worker: WorkerParts, bytes: Buffer, hold = false): Promise<string> {
    const id = randomUUID();
    const spoolDir = join(this.dataDir, 'spool');
    await makeDirectory(spoolDir);
    await writeDurable(join(spoolDir, `${id}${PACKAGE_SUFFIX}`), bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await worker.ledger.receive({ id, fileName: 'a.rpk', sizeBytes: bytes.length, sha256, hold, actor: 'test' });
    return id;
  }

  async stop(): Promise<void> {
    await this.database.stop();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}
