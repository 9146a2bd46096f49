import { join } from 'node:path';
import { PackageImporter, PackageStager } from '@pksn/ingest';
import type { ImportNews } from '@pksn/ingest';
import { PACKAGE_LIMITS } from '@pksn/package-format';
import { BullDoorbellListener } from '@pksn/queue-bullmq';
import { RunFiles } from '@pksn/reputation-index';
import type { Logger, Shutdown } from '@pksn/runtime';
import { describeError, freeBytes, makeDirectory, systemClock } from '@pksn/runtime';
import { Overrides, PostgresFeedLedger, PostgresImportLedger, openDatabase, removeOrphanedRuns } from '@pksn/store-postgres';
import type { WorkerConfig } from './config';
import { FileSpool } from './file-spool';
import { Repeating } from './repeating';

const POOL_SIZE = 8;
/** An import whose doorbell was lost is found by looking. */
const LOOK_EVERY_MS = 5_000;
const EXPIRE_EVERY_MS = 500;

/** Puts the worker together and sets it going; `shutdown` undoes it in order. */
export async function startWorker(config: WorkerConfig, log: Logger, shutdown: Shutdown): Promise<void> {
  const indexDir = join(config.dataDir, 'index');
  const files = new RunFiles(indexDir);
  await makeDirectory(indexDir);
  const database = await openDatabase(config.databaseUrl, POOL_SIZE);
  shutdown.onStop('database', () => database.destroy());
  const ledger = new PostgresImportLedger(database);
  const feeds = new PostgresFeedLedger(database);
  const spool = new FileSpool(join(config.dataDir, 'spool'));
  const free = async (): Promise<number> => (await freeBytes(config.dataDir)) - config.diskReserveBytes;
  const stager = new PackageStager(
    { ledger, feeds, spool, now: () => systemClock.now(), freeBytes: free },
    { indexDir, limits: { ...PACKAGE_LIMITS, totalRawBytes: config.packageRawBytes } },
  );
  const importer = new PackageImporter({ ledger, feeds, spool, tell: (news) => report(log, news) }, stager);

  const removed = await removeOrphanedRuns(
    database,
    async () => [...new Set([...(await files.published()), ...(await files.staged())])],
    (runId) => files.remove(runId),
  );
  if (removed !== null && removed > 0) log.info({ removed }, 'index folders without a row were removed');

  const listener = new BullDoorbellListener(config.queueUrl, {
    onError: (error) => log.warn({ error: describeError(error) }, 'the queue is not reachable'),
  });
  await listener.start((importId) => importer.advance(importId));
  shutdown.onStop('doorbell', () => listener.stop());

  const look = new Repeating('unfinished imports', LOOK_EVERY_MS, log, async () => {
    for (const importId of await ledger.unfinished()) await importer.advance(importId);
  });
  const expire = new Repeating('override expiry', EXPIRE_EVERY_MS, log, async () => {
    const expired = await new Overrides(database).expire();
    if (expired > 0) log.info({ expired }, 'overrides expired');
  });
  for (const task of [look, expire]) {
    task.start();
    shutdown.onStop(task.name, () => task.stop());
  }
}

function report(log: Logger, news: ImportNews): void {
  const { importId, event, code, error } = news;
  if (event === 'failed') log.warn({ importId, code, error: describeError(error) }, 'an import did not go through');
  else log.info({ importId, event, code }, `import ${event}`);
}
