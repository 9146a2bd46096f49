import { join } from 'node:path';
import { ImportLine, PackageImporter, PackageStager, claimedFeed, recheckSnapshot } from '@pksn/ingest';
import type { DiskNeed, ImportNews } from '@pksn/ingest';
import { PACKAGE_LIMITS } from '@pksn/package-format';
import { BullDoorbellListener } from '@pksn/queue-bullmq';
import { RunFiles } from '@pksn/reputation-index';
import type { Logger, Shutdown } from '@pksn/runtime';
import { FollowedConfig, JudgedClock, makeDirectory, monotonicMs } from '@pksn/runtime';
import {
  ClockKeeper,
  ClockMarks,
  ContributionCounting,
  DiskDays,
  Judgements,
  LearntPublication,
  Overrides,
  OwnFeed,
  PastGenerations,
  PostgresFeedLedger,
  PostgresImportLedger,
  SettingsWatch,
  SnapshotSteering,
  installationIdentity,
  knownRuns,
  removeOrphanedRuns,
  databaseFault,
} from '@pksn/store-postgres';
import { abandonedRuns } from './abandoned-runs';
import type { WorkerConfig } from './config';
import { noteDisks } from './disk-watch';
import { openAsSet } from './open-as-set';
import { DoorbellConnection } from './doorbell-connection';
import { DueActivations } from './due-activations';
import { FileSpool } from './file-spool';
import { claimIndex } from './index-mark';
import { judgeOutdated } from './judge-outdated';
import { Repeating } from './repeating';
import { SpoolCleaner } from './spool-cleaner';
import { startUpkeep } from './upkeep';
import { missingBytes } from './work-room';

const CLOCK_EVERY_MS = 1_000;
const EXPIRE_EVERY_MS = 500;
const FORGET_EVERY_MS = 3_600_000;
const PRUNE_EVERY_MS = 600_000;
const DISKS_EVERY_MS = 600_000;
/** How soon another interval of learning is noticed. */
const LEARN_LOOK_MS = 5_000;
const HOURS_EVERY_MS = 500;
const JUDGE_EVERY_MS = 1_000;

/** Puts the worker together and sets it going; `shutdown` undoes it in order. */
export async function startWorker(given: WorkerConfig, log: Logger, shutdown: Shutdown): Promise<void> {
  const followed = new FollowedConfig('import-worker', given);
  const { config } = followed;
  const indexDir = join(config.dataDir, 'index');
  const files = new RunFiles(indexDir);
  await makeDirectory(indexDir);
  const database = await openAsSet(followed, log);
  shutdown.onStop('database', () => database.destroy());
  const settings = new SettingsWatch(database, followed, log);
  await settings.start();
  shutdown.onStop('settings', () => settings.stop());
  await claimIndex(files, {
    identity: await installationIdentity(database),
    knownRuns: (ids) => knownRuns(database, ids),
  });
  const ledger = new PostgresImportLedger(database);
  const feeds = new PostgresFeedLedger(database);
  const spoolDir = join(config.dataDir, 'spool');
  const spool = new FileSpool(spoolDir);
  const clock = new JudgedClock();
  const keeper = new ClockKeeper(clock, new ClockMarks(database));
  await keeper.round();
  const now = (): number => clock.now();
  const { databaseDir = null, diskReserveBytes: reserveBytes } = config;
  const missing = (need: DiskNeed): Promise<number> => missingBytes({ indexDir, databaseDir, reserveBytes }, need);
  const judgements = new Judgements(database);
  const judge = (id: number): Promise<void> => judgements.renew(indexDir, id, now());
  const stager = new PackageStager(
    { ledger, feeds, spool, judgements, now, missingBytes: missing },
    { indexDir, limits: { ...PACKAGE_LIMITS, totalRawBytes: config.packageRawBytes } },
  );
  const indexCare = startUpkeep({ config, log, shutdown, database, files, now, missingBytes: missing });
  const tell = (news: ImportNews): void => {
    report(log, news);
    if (news.code === 'SEGMENT_CORRUPT') indexCare.suspectAll();
  };
  const importer = new PackageImporter(
    { ledger, feeds, spool, judge, tell, meaning: databaseFault, now },
    stager,
    config.importDeaths,
  );
  const line = new ImportLine(
    {
      ledger,
      importer,
      claimedFeed: (importId) => claimedFeed(spool, importId),
      onTrouble: (importId, error) => log.warn({ importId, error }, 'an import could not go on; it is tried again'),
      now: monotonicMs,
    },
    { restMs: config.retryInterval, atOnce: config.parallelImports },
  );

  const cleaner = new SpoolCleaner(
    spoolDir,
    { states: (ids) => ledger.states(ids), clock: clock.forFiles },
    2 * config.uploadSilence,
  );
  const clean = new Repeating('leftovers', config.lookInterval, log, async () => {
    const uploads = await cleaner.clean();
    const runs = await removeOrphanedRuns(
      database,
      () => abandonedRuns(files, clock.forFiles.now() - config.orphanAge),
      (runId) => files.remove(runId),
    );
    if (uploads > 0 || (runs ?? 0) > 0) log.info({ uploads, runs }, 'what died processes left behind was removed');
  });
  const look = new Repeating('unfinished imports', config.lookInterval, log, () => line.look());
  const expire = new Repeating('override expiry', EXPIRE_EVERY_MS, log, async () => {
    const expired = await new Overrides(database).expire(now);
    if (expired > 0) log.info({ expired }, 'overrides expired');
  });
  const forget = new Repeating('history', FORGET_EVERY_MS, log, async () => {
    const before = new Date(now() - config.historyRetention);
    const forgotten = (await new PastGenerations(database).prune(before)) + (await new OwnFeed(database).prune(before));
    if (forgotten > 0) log.info({ forgotten }, 'history of long ago was removed');
  });
  const contributions = new ContributionCounting(database);
  const count = new Repeating('contributions', config.lookInterval, log, async () => {
    const counted = await contributions.count(now(), config.contributionRetention);
    if (counted > 0) log.debug({ counted }, 'contributions were counted');
  });
  const learning = new LearntPublication(database);
  let learntAt = -Infinity;
  const learn = new Repeating(
    'learning',
    () => Math.min(config.learnInterval, LEARN_LOOK_MS),
    log,
    async () => {
      if (monotonicMs() - learntAt < config.learnInterval) return;
      const files = await learning.publish();
      learntAt = monotonicMs();
      if (files > 0) log.info({ files }, 'what endpoints taught of files is answered from now on');
    },
  );
  const expireContributions = new Repeating('contribution expiry', PRUNE_EVERY_MS, log, async () => {
    const pruned = await contributions.prune(now(), config.contributionRetention, config.historyRetention);
    await learning.prune();
    if (pruned > 0) log.info({ pruned }, 'contributions of long ago were removed');
  });
  const disks = new Repeating('disk use', DISKS_EVERY_MS, log, () =>
    noteDisks(new DiskDays(database), { spool: spoolDir, index: indexDir, database: databaseDir }, now()),
  );
  const steering = new SnapshotSteering(database, (snapshot) => recheckSnapshot(indexDir, snapshot), now);
  const due = new DueActivations(steering, clock, log, config.retryInterval);
  const judging = new Repeating('judgements', JUDGE_EVERY_MS, log, () =>
    judgeOutdated(judgements, judge, (snapshotId, error) =>
      log.warn({ snapshotId, error }, 'a waiting snapshot could not be judged anew; it is tried again'),
    ),
  );
  const hours = new Repeating('activation hours', HOURS_EVERY_MS, log, () => due.look());
  const keep = new Repeating('clock', CLOCK_EVERY_MS, log, () => keeper.round());
  for (const task of [keep, clean, look, expire, forget, judging, hours, disks, count, learn, expireContributions]) {
    task.start();
    shutdown.onStop(task.name, () => task.stop());
  }
  const listener = new BullDoorbellListener(config.queueUrl, {
    onError: (error) => log.warn({ error }, 'the queue is not reachable'),
  });
  const doorbell = new DoorbellConnection(listener, log);
  doorbell.start(() => line.look());
  shutdown.onStop('doorbell', () => doorbell.stop());
  // First of all: what waits for a look to end waits for one import at most.
  shutdown.onStop('imports', () => line.stop());
}

function report(log: Logger, news: ImportNews): void {
  const { importId, event, code, error } = news;
  if (event === 'failed') log.warn({ importId, code, error }, 'an import did not go through');
  else log.info({ importId, event, code }, `import ${event}`);
}
