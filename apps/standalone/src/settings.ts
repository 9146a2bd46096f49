import { INFRASTRUCTURES } from '@pksn/contract';
import type { Config } from '@pksn/runtime';
import { processSettings, setting } from '@pksn/runtime';

/** Flags of `npm start`. */
export const SETTINGS = {
  ...processSettings,
  data: setting.path({ default: 'data' }),
  host: setting.string({ default: '127.0.0.1', maxLength: 253 }),
  queryPort: setting.port({ default: 8443 }),
  adminPort: setting.port({ default: 9443 }),
  /** Set up nothing but the service and its administrator. */
  empty: setting.boolean(),
  /** What customers submit waits for the provider; both processes that take submissions get it. */
  submissionApproval: setting.boolean(),
  /** `global`: for trying out what a switch of the network does to endpoints. */
  infrastructure: setting.oneOf(INFRASTRUCTURES, { default: 'private' }),
  /** Metrics of the query process; without a port they are not served. */
  metricsPort: setting.port({ optional: true }),
  metricsHost: setting.string({ default: '127.0.0.1', maxLength: 253 }),
  metricsTokenFile: setting.path({ optional: true }),
} as const;

export type Settings = Config<typeof SETTINGS>;
