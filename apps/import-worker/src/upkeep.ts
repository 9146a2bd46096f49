import { join } from 'node:path';
import type { DiskNeed } from '@pksn/ingest';
import { RunFolder } from '@pksn/ingest';
import type { RunFiles } from '@pksn/reputation-index';
import type { Logger, Shutdown } from '@pksn/runtime';
import { monotonicMs } from '@pksn/runtime';
import { SampleFolder } from '@pksn/samples';
import type { DataSource } from '@pksn/store-postgres';
import {
  PostgresFoldLedger,
  RunDamage,
  SampleErasure,
  SnapshotRetention,
  neededRuns,
  withRunRecords,
} from '@pksn/store-postgres';
import type { WorkerConfig } from './config';
import { Folding } from './folding';
import { IndexCare } from './index-care';
import { Repeating } from './repeating';
import { samplePace, snapshotPace } from './followed-settings';
import { SampleUpkeep } from './samples/sample-upkeep';

const REBUILD_REST_MS = 60_000;
const SAMPLES_AFTER_LOOKS = 12;

export interface UpkeepPorts {
  readonly config: WorkerConfig;
  readonly log: Logger;
  readonly shutdown: Shutdown;
  readonly database: DataSource;
  readonly files: RunFiles;
  /** Milliseconds since 1970, as everything is judged by. */
  readonly now: () => number;
  readonly missingBytes: (need: DiskNeed) => Promise<number>;
}

/** What keeps the stored runs in shape: folding, retention, samples, and rebuilding what is lost. Each goes on by itself. */
export function startUpkeep({ config, log, shutdown, database, files, now, missingBytes }: UpkeepPorts): IndexCare {
  const damage = new RunDamage(database);
  const care = new IndexCare(
    {
      damage,
      needed: () => neededRuns(database),
      withRecords: (work) => withRunRecords(database, work),
      files,
      clock: { now: monotonicMs },
      log,
    },
    REBUILD_REST_MS,
  );
  const ledger = new PostgresFoldLedger(database);
  const folder = new RunFolder(ledger, { indexDir: files.indexDir, likeRuns: config.foldRuns, missingBytes });
  const folding = new Folding(ledger, folder, log, care.suspect);
  const retention = new SnapshotRetention(
    database,
    { removeFiles: (runId) => files.remove(runId) },
    snapshotPace(config),
  );
  const samples = new SampleUpkeep(
    new SampleErasure(database),
    new SampleFolder(config.sampleDir ?? join(config.dataDir, 'samples')),
    samplePace(config),
  );
  const tasks = [
    new Repeating('index files', config.lookInterval, log, () => care.look()),
    new Repeating('folding', config.lookInterval, log, () => folding.look()),
    new Repeating('retention', config.lookInterval, log, async () => {
      const departed = await retention.round(now());
      if (departed !== null && departed.snapshots + departed.runs > 0)
        log.info(departed, 'old snapshots and runs left');
    }),
    new Repeating('samples', SAMPLES_AFTER_LOOKS * config.lookInterval, log, async () => {
      const gone = await samples.round();
      if (gone > 0) log.info({ gone }, 'samples were erased: their time was over, or nobody knows them');
    }),
  ];
  for (const task of tasks) {
    task.start();
    shutdown.onStop(task.name, () => task.stop());
  }
  // Before the tasks are waited for.
  shutdown.onStop('upkeep', () => {
    folding.stop();
    care.stop();
  });
  return care;
}
