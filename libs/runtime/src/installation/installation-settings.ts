/** What is counted: milliseconds, bytes, things, or yes and no. */
export type SettingUnit = 'duration' | 'bytes' | 'count' | 'switch';
export type SettingValue = number | boolean;
export type ServiceProcess = 'import-worker' | 'query-api' | 'admin-api';

interface SettingForm {
  /** The one that uses it. */
  readonly process: ServiceProcess;
  readonly unit: SettingUnit;
  readonly group: 'limits' | 'retention';
  readonly default: SettingValue;
  readonly min?: number;
  readonly max?: number;
  /** Whether the process has to be started anew before it goes by another value. */
  readonly restart?: true;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
/** What can still be subtracted from a date. */
const EVER_MS = 100_000 * DAY_MS;

const worker = { process: 'import-worker' } as const;
const query = { process: 'query-api' } as const;
const admin = { process: 'admin-api' } as const;
const duration = { unit: 'duration', max: EVER_MS } as const;
const bytes = { unit: 'bytes', min: 1, max: Number.MAX_SAFE_INTEGER } as const;
const count = { unit: 'count', max: 1_000_000_000 } as const;
const kept = { group: 'retention' } as const;
const limit = { group: 'limits' } as const;

/**
 * The settings that administrators may also change while the service runs; what they set outranks flags and variables. One table of
 * bounds and defaults for both ways, in milliseconds and bytes.
 */
export const INSTALLATION_SETTINGS = {
  /** Earlier snapshots of a feed that can be gone back to: at most so many, and two whatever their age. */
  retainedSnapshots: { ...worker, ...count, ...kept, default: 5, min: 2 },
  /** Earlier snapshots that went live longer ago leave, but for two. */
  snapshotRetention: { ...worker, ...duration, ...kept, default: 30 * DAY_MS, min: 0 },
  /** What ended longer ago is taken out: overrides, and generations that nobody can ask changes from any more. */
  historyRetention: { ...worker, ...duration, ...kept, default: 400 * DAY_MS, min: DAY_MS },
  /** What endpoints contributed is kept by endpoint for so long, and sums of it as long as history. */
  contributionRetention: { ...worker, ...duration, ...kept, default: 30 * DAY_MS, min: HOUR_MS },
  /** The content of samples is kept for so long, and what is known of them after they were last sent. */
  sampleRetention: { ...worker, ...duration, ...kept, default: 90 * DAY_MS, min: MINUTE_MS },
  sampleFactsRetention: { ...worker, ...duration, ...kept, default: 400 * DAY_MS, min: MINUTE_MS },
  /** Verdicts by hour are kept for so long. */
  statisticsRetention: { ...query, ...duration, ...kept, default: 400 * DAY_MS, min: HOUR_MS },
  /** Whether to keep the unknown objects that are asked for most, by their value, and for how long. */
  unknownObjects: { ...query, ...kept, unit: 'switch', default: false },
  unknownObjectsRetention: { ...query, ...duration, ...kept, default: 7 * DAY_MS, min: HOUR_MS },

  /** How often what endpoints taught of files becomes part of the answers, if there is anything: a generation each time. */
  learnInterval: { ...worker, ...duration, ...limit, default: HOUR_MS, min: 50, max: 20 * DAY_MS },
  /** Imports of different feeds that go on side by side; each takes some memory and up to three database connections. */
  parallelImports: { ...worker, ...count, ...limit, default: 3, min: 1, max: 16, restart: true },
  /** What the endpoints of one customer may hand in as statistics in a day (UTC). */
  statisticsDayBytes: { ...query, ...bytes, ...limit, default: GIB, min: 1_024 },
  /** For how long endpoints may keep what an object is said to be, and that nothing is known of it. */
  cachePresent: { ...query, ...duration, ...limit, default: HOUR_MS, min: 1_000, max: 30 * DAY_MS },
  cacheAbsent: { ...query, ...duration, ...limit, default: 10 * MINUTE_MS, min: 1_000, max: 30 * DAY_MS },
  /** Whether suspicious files are taken from endpoints whose users contribute. */
  takeSamples: { ...query, ...limit, unit: 'switch', default: true },
  /** What the endpoints of one customer may send in a day of UTC. */
  samplesPerDay: { ...query, ...count, ...limit, default: 1_000, min: 1 },
  sampleBytesPerDay: { ...query, ...bytes, ...limit, default: 1_024 * MIB },
  /** Largest package file that is taken in. */
  uploadLimitBytes: { ...admin, ...bytes, ...limit, default: 64 * GIB },
  /** Uploads that were begun and are not whole yet. */
  uploadsOpen: { ...admin, ...count, ...limit, default: 64, min: 1, max: 10_000 },
  /** What came of an upload is removed when nothing more came for this long. */
  uploadExpiry: { ...admin, ...duration, ...limit, default: DAY_MS, min: 1_000 },
  /** A sample is an analyst's for so long, or until the verdict. */
  sampleClaim: { ...admin, ...duration, ...limit, default: 4 * HOUR_MS, min: 1_000, max: 30 * DAY_MS },
  /** A person who asks for nothing for so long is signed out. */
  sessionIdle: { ...admin, ...duration, ...limit, default: 8 * HOUR_MS, min: MINUTE_MS, max: 30 * DAY_MS },
  /** A session ends after so long at the latest. */
  sessionMax: { ...admin, ...duration, ...limit, default: 24 * HOUR_MS, min: MINUTE_MS, max: 30 * DAY_MS },
} as const satisfies Record<string, SettingForm>;

export type InstallationSettingName = keyof typeof INSTALLATION_SETTINGS;
export type InstallationValues = Readonly<Partial<Record<InstallationSettingName, SettingValue>>>;

export function isInstallationSetting(name: string): name is InstallationSettingName {
  return Object.hasOwn(INSTALLATION_SETTINGS, name);
}

export function installationSettingForm(name: InstallationSettingName): SettingForm {
  return INSTALLATION_SETTINGS[name];
}

/** The settings of one process, in the order of the table. */
export function installationSettingsOf(process: ServiceProcess): InstallationSettingName[] {
  return Object.entries(INSTALLATION_SETTINGS)
    .filter(([, form]) => form.process === process)
    .map(([name]) => name as InstallationSettingName);
}
