import type { Config } from '@pksn/runtime';
import { INSTALLATION_SETTINGS, processSettings, setting } from '@pksn/runtime';

const GIB = 1024 ** 3;

/** Settings of the worker; each is `--name` or `PKSN_NAME`, and secrets are paths to files. */
export const CONFIG_SCHEMA = {
  ...processSettings,
  databaseUrl: setting.secretFile(),
  queueUrl: setting.secretFile(),
  dataDir: setting.path(),
  /** Largest content of a package after decompression. */
  packageRawBytes: setting.integer({ default: 64 * GIB, min: 1 }),
  /** Where PostgreSQL keeps its data, when that is on this machine: its disk is looked at, too. */
  databaseDir: setting.path({ optional: true }),
  diskReserveBytes: setting.integer({ default: GIB / 2 }),
  /** How often imports are looked for whose doorbell was lost, and whatever died processes left behind. */
  lookInterval: setting.duration({ default: 5_000, min: 50 }),
  /** Imports of different feeds that go on side by side; each takes some memory and up to three database connections. */
  parallelImports: setting.integer(INSTALLATION_SETTINGS.parallelImports),
  /** An import is rejected when so many processes died while they worked on it. */
  importDeaths: setting.integer({ default: 5, min: 1 }),
  /** How long an import that failed rests before it is tried again. */
  retryInterval: setting.duration({ default: 5_000, min: 50 }),
  /** A published run that no row knows is removed when it is older than this. */
  orphanAge: setting.duration({ default: 3_600_000 }),
  /** Runs of like size that stack up before they are folded into one. */
  foldRuns: setting.integer({ default: 8, min: 2 }),
  /** Earlier snapshots of a feed that can be gone back to: at most so many, and two whatever their age. */
  retainedSnapshots: setting.integer(INSTALLATION_SETTINGS.retainedSnapshots),
  /** Earlier snapshots that went live longer ago leave, but for two. */
  snapshotRetention: setting.duration(INSTALLATION_SETTINGS.snapshotRetention),
  /** A run stays so long after the last snapshot that named it went: query processes have switched by then. */
  runGrace: setting.duration({ default: 60_000 }),
  /** What ended longer ago is taken out: overrides, and generations that nobody can ask changes from any more. */
  historyRetention: setting.duration(INSTALLATION_SETTINGS.historyRetention),
  /** What endpoints contributed is kept by endpoint for so long, and sums of it as long as history. */
  contributionRetention: setting.duration(INSTALLATION_SETTINGS.contributionRetention),
  /** How often what endpoints taught of files becomes part of the answers, if there is anything: a generation each time. */
  learnInterval: setting.duration(INSTALLATION_SETTINGS.learnInterval),
  /** Where samples lie, as the query processes have it; by default samples in the data folder. */
  sampleDir: setting.path({ optional: true }),
  /** The content of samples is kept for so long, and what is known of them after they were last sent. */
  sampleRetention: setting.duration(INSTALLATION_SETTINGS.sampleRetention),
  sampleFactsRetention: setting.duration(INSTALLATION_SETTINGS.sampleFactsRetention),
  /** As the admin API has it: an upload that was silent for twice as long is dead, and its file is removed. */
  uploadSilence: setting.duration({ default: 120_000, min: 500 }),
} as const;

export type WorkerConfig = Config<typeof CONFIG_SCHEMA>;
