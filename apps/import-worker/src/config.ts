import type { Config } from '@pksn/runtime';
import { processSettings, setting } from '@pksn/runtime';

const GIB = 1024 ** 3;

/** Settings of the worker; each is `--name` or `PKSN_NAME`, and secrets are paths to files. */
export const CONFIG_SCHEMA = {
  ...processSettings,
  databaseUrl: setting.secretFile(),
  queueUrl: setting.secretFile(),
  dataDir: setting.path(),
  /** Largest content of a package after decompression. */
  packageRawBytes: setting.integer({ default: 64 * GIB, min: 1 }),
  diskReserveBytes: setting.integer({ default: GIB / 2 }),
} as const;

export type WorkerConfig = Config<typeof CONFIG_SCHEMA>;
