import type { Config } from '@pksn/runtime';
import { INSTALLATION_SETTINGS, processSettings, setting } from '@pksn/runtime';

const GIB = 1024 ** 3;

/** Settings of the admin API; each is `--name` or `PKSN_NAME`, and secrets are paths to files. */
export const CONFIG_SCHEMA = {
  ...processSettings,
  databaseUrl: setting.secretFile(),
  queueUrl: setting.secretFile(),
  dataDir: setting.path(),
  host: setting.string({ default: '127.0.0.1' }),
  port: setting.port({ default: 9443 }),
  tlsCert: setting.path(),
  tlsKey: setting.path(),
  /** Largest package file that is taken in. */
  uploadLimitBytes: setting.integer(INSTALLATION_SETTINGS.uploadLimitBytes),
  /** Where PostgreSQL keeps its data, when that is on this machine: its disk is looked at, too. */
  databaseDir: setting.path({ optional: true }),
  /** Uploads stop when less than this is free, so that the database can go on. */
  diskReserveBytes: setting.integer({ default: GIB / 2 }),
  /** An upload from which nothing comes for this long is given up. */
  uploadSilence: setting.duration({ default: 120_000, min: 500 }),
  /** Uploads that were begun and are not whole yet. */
  uploadsOpen: setting.integer(INSTALLATION_SETTINGS.uploadsOpen),
  /** Of those, how many one person, or one token that nobody made, may have begun. */
  uploadsPerToken: setting.integer({ default: 8, min: 1, max: 10_000 }),
  /** What came of an upload is removed when nothing more came for this long. */
  uploadExpiry: setting.duration(INSTALLATION_SETTINGS.uploadExpiry),
  /** As in the query process: what a customer submits waits for the provider. Give both the same. */
  submissionApproval: setting.boolean({ default: false }),
  /** The body of any other request must be complete after this long; submissions of licenses may take ten times it. */
  bodyTimeout: setting.duration({ default: 30_000, min: 500 }),
  /** Where endpoints reach the query listener (https://HOST:PORT), for provider settings files. */
  queryUrl: setting.string({ optional: true }),
  /** Certificates in PEM that vouch for the query listener, for provider settings files. */
  ca: setting.path({ optional: true }),
  /** Certificates in PEM that vouch for the client certificates of machines; left out: machines have tokens only. */
  clientCa: setting.path({ optional: true }),
  /** The key that signs provider settings files; by default provider/signing-key.pem in the data folder. */
  providerKey: setting.path({ optional: true }),
  /** The key that signs checkpoints of the history; by default secrets/history-key.pem in the data folder. */
  historyKey: setting.path({ optional: true }),
  /** Where checkpoints are written; by default checkpoints in the data folder. */
  checkpointDir: setting.path({ optional: true }),
  /** A checkpoint is written when the last one is older than this and anything has happened. */
  checkpointEvery: setting.duration({ default: 15 * 60_000, min: 1_000 }),
  /** The files of the web console, as its build made them; by default beside the program. */
  consoleDir: setting.path({ optional: true }),
  /** Where samples lie, as the query processes have it; by default samples in the data folder. */
  sampleDir: setting.path({ optional: true }),
  /** The private key that opens them; by default secrets/sample-key.txt in the data folder, made at the first start. */
  sampleKey: setting.path({ optional: true }),
  /** Room for all of them, as the query processes have it. */
  sampleStoreBytes: setting.integer({ default: 10 * GIB, min: 1 }),
  /** A sample is an analyst's for so long, or until the verdict. */
  sampleClaim: setting.duration(INSTALLATION_SETTINGS.sampleClaim),
  /** A person who asks for nothing for so long is signed out. */
  sessionIdle: setting.duration(INSTALLATION_SETTINGS.sessionIdle),
  /** A session ends after so long at the latest. */
  sessionMax: setting.duration(INSTALLATION_SETTINGS.sessionMax),
  /** Reverse proxies whose X-Forwarded-For is believed: addresses and networks such as 10.0.0.0/8, with commas. */
  trustedProxies: setting.string({ optional: true }),
  /** The key that second factors are sealed with; by default secrets/people-key in the data folder, made at first use. */
  peopleKey: setting.path({ optional: true }),
} as const;

export type AdminConfig = Config<typeof CONFIG_SCHEMA>;
