import { INFRASTRUCTURES } from '@pksn/contract';
import type { Config } from '@pksn/runtime';
import { INSTALLATION_SETTINGS, processSettings, setting } from '@pksn/runtime';
import { CERTIFICATE_DEMANDS } from './tls/client-certificates';

const MIB = 1024 * 1024;

/** Settings of a query process; each is `--name` or `PKSN_NAME`, and secrets are paths to files. */
export const CONFIG_SCHEMA = {
  ...processSettings,
  databaseUrl: setting.secretFile(),
  dataDir: setting.path(),
  host: setting.string({ default: '127.0.0.1' }),
  port: setting.port({ default: 8443 }),
  /** Query processes on this one port; each follows the generations by itself. */
  processes: setting.integer({ default: 1, min: 1, max: 64 }),
  tlsCert: setting.path(),
  tlsKey: setting.path(),
  /** Bytes of segments that are held in memory, smallest first; the rest is read through the page cache. */
  indexMemoryBytes: setting.integer({ default: 512 * 1024 * 1024 }),
  pollInterval: setting.duration({ default: 500, min: 100, max: 60_000 }),
  /** Without a confirmation for this long, health says degraded. */
  degradedAfter: setting.duration({ default: 5_000, min: 1_000 }),
  /** Without a confirmation for this long, known keys are refused, too. */
  registryMaxAge: setting.duration({ default: 72 * 3_600_000, min: 60_000 }),
  /** The network that this service is: its provider's own, or the one for everybody, where lookups need the statement. */
  infrastructure: setting.oneOf(INFRASTRUCTURES, { default: 'private' }),
  /** For how long endpoints may keep what an object is said to be, and that nothing is known of it. */
  cachePresent: setting.duration(INSTALLATION_SETTINGS.cachePresent),
  cacheAbsent: setting.duration(INSTALLATION_SETTINGS.cacheAbsent),
  /** Whether a customer's own submission is in force at once or waits for the provider's approval. */
  submissionApproval: setting.boolean({ default: false }),
  /** Metrics are served on a listener of their own; without a port they are not. 0 takes a free one. */
  metricsPort: setting.port({ optional: true }),
  metricsHost: setting.string({ default: '127.0.0.1' }),
  /** What scrapers have to send as a bearer token; needed on any address but the loopback. */
  metricsToken: setting.secretFile({ optional: true }),
  /** Whether clients must show a certificate that `clientCa` vouches for, or may. */
  clientCertificates: setting.oneOf(CERTIFICATE_DEMANDS, { default: 'off' }),
  clientCa: setting.path({ optional: true }),
  /** A standing delay of the event loop from which bulks are refused, and one from which all lookups are. */
  refuseBulksAbove: setting.duration({ default: 250, min: 1, max: 60_000 }),
  refuseAllAbove: setting.duration({ default: 500, min: 1, max: 60_000 }),
  /** Verdicts by hour are kept for so long. */
  statisticsRetention: setting.duration(INSTALLATION_SETTINGS.statisticsRetention),
  /** What the endpoints of one customer may hand in as statistics in a day (UTC). */
  statisticsDayBytes: setting.integer(INSTALLATION_SETTINGS.statisticsDayBytes),
  /** Whether to keep the unknown objects that are asked for most, by their value, and for how long. */
  unknownObjects: setting.boolean(INSTALLATION_SETTINGS.unknownObjects),
  unknownObjectsRetention: setting.duration(INSTALLATION_SETTINGS.unknownObjectsRetention),
  /** Whether suspicious files are taken from endpoints whose users contribute. */
  takeSamples: setting.boolean(INSTALLATION_SETTINGS.takeSamples),
  /** Where they lie, sealed; by default samples in the data folder. All processes need the same. */
  sampleDir: setting.path({ optional: true }),
  /** Largest file, or part of one. */
  sampleLimitBytes: setting.integer({ default: 64 * MIB, min: 1, max: 1024 * MIB }),
  /** What the endpoints of one customer may send in a day of UTC. */
  samplesPerDay: setting.integer(INSTALLATION_SETTINGS.samplesPerDay),
  sampleBytesPerDay: setting.integer(INSTALLATION_SETTINGS.sampleBytesPerDay),
  /** Room for all of them, as the admin API has it. */
  sampleStoreBytes: setting.integer({ default: 10 * 1024 * MIB, min: 1 }),
  /** A file of which nothing comes for this long is given up. */
  sampleSilence: setting.duration({ default: 15_000, min: 100, max: 60_000 }),
  /** Files are refused when less than this would be free. */
  diskReserveBytes: setting.integer({ default: 512 * MIB }),
  /** Bytes a second at which newly opened segments are read into the page cache; 0: they are not. */
  warmRate: setting.integer({ default: 256 * 1024 * 1024, max: 100_000_000_000 }),
  /** How often segments are read as a whole to see whether they are damaged, and at how many bytes a second. */
  scrubEvery: setting.duration({ default: 86_400_000, min: 1_000 }),
  scrubRate: setting.integer({ default: 16 * 1024 * 1024, max: 100_000_000_000 }),
} as const;

export type QueryConfig = Config<typeof CONFIG_SCHEMA>;
