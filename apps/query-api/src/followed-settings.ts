import { FollowedConfig } from '@pksn/runtime';
import type { Logger } from '@pksn/runtime';
import { SettingsWatch } from '@pksn/store-postgres';
import type { QueryConfig } from './config';
import type { AskedCounts } from './statistics/asked-counts';
import type { WaitingDatabase } from './waiting-database';
import type { Lifetimes } from './prefixes/prefix-answers';
import type { StatisticsRetention } from './statistics/statistics-recorder';

const seconds = (ms: number): number => Math.floor(ms / 1_000);

/** In seconds, and always as they are set now. */
export function lifetimesOf(config: Pick<QueryConfig, 'cachePresent' | 'cacheAbsent'>): Lifetimes {
  return {
    get present() {
      return seconds(config.cachePresent);
    },
    get absent() {
      return seconds(config.cacheAbsent);
    },
  };
}

/** Always as it is set now. */
export function retentionOf(
  config: Pick<QueryConfig, 'statisticsRetention' | 'unknownObjectsRetention'>,
): StatisticsRetention {
  return {
    get hoursMs() {
      return config.statisticsRetention;
    },
    get unknownMs() {
      return config.unknownObjectsRetention;
    },
  };
}

/** The configuration that outlives its process' start, and what keeps it up to date. */
export function followSettings(
  given: QueryConfig,
  database: WaitingDatabase,
  log: Logger,
  asked: AskedCounts,
): { readonly config: QueryConfig; readonly settings: SettingsWatch } {
  const followed = new FollowedConfig('query-api', given, ({ unknownObjects }) => asked.keepUnknown(unknownObjects));
  asked.keepUnknown(given.unknownObjects);
  const { host, port, tlsCert, tlsKey } = given;
  const listening = { host, port, certFile: tlsCert, keyFile: tlsKey };
  return { config: followed.config, settings: new SettingsWatch(database.source, followed, log, listening) };
}
