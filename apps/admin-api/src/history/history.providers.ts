import { join } from 'node:path';
import type { Provider } from '@nestjs/common';
import type { Clock, Logger } from '@pksn/runtime';
import type { DataSource } from '@pksn/store-postgres';
import { HistoryReader } from '@pksn/store-postgres';
import type { AdminConfig } from '../config';
import { CLOCK, CONFIG, DATABASE, LOG } from '../tokens';
import { CheckpointHeight } from './checkpoint-height';
import { CheckpointKeeper } from './checkpoint-keeper';
import { CheckpointShelf } from './checkpoint-shelf';
import { HistoryDesk } from './history-desk';
import { HistoryKeyFile } from './history-key-file';
import { HistoryKeys } from './history-keys';
import { HistoryWatch } from './history-watch';

const CHECKPOINT_ENTRIES = 1_000;

/** Everything about the history and its checkpoints, put together. */
export const HISTORY: Provider[] = [
  {
    provide: HistoryReader,
    inject: [DATABASE],
    useFactory: (source: DataSource) => new HistoryReader(source),
  },
  {
    provide: HistoryKeys,
    inject: [CONFIG, HistoryReader],
    useFactory: (config: AdminConfig, history: HistoryReader) => {
      const path = config.historyKey ?? join(config.dataDir, 'secrets', 'history-key.pem');
      return new HistoryKeys(new HistoryKeyFile(path), history);
    },
  },
  {
    provide: CheckpointShelf,
    inject: [CONFIG],
    useFactory: (config: AdminConfig) =>
      new CheckpointShelf(config.checkpointDir ?? join(config.dataDir, 'checkpoints')),
  },
  {
    provide: HistoryWatch,
    inject: [CONFIG, HistoryReader, CheckpointShelf, HistoryKeys, CLOCK, LOG],
    useFactory: (
      config: AdminConfig,
      history: HistoryReader,
      shelf: CheckpointShelf,
      keys: HistoryKeys,
      clock: Clock,
      log: Logger,
    ) => {
      const rule = { entries: CHECKPOINT_ENTRIES, everyMs: config.checkpointEvery };
      const height = new CheckpointHeight(join(config.dataDir, 'secrets', 'history-newest'));
      return new HistoryWatch(history, new CheckpointKeeper(history, shelf, height, keys, clock, rule), log);
    },
  },
  {
    provide: HistoryDesk,
    inject: [DATABASE, HistoryReader, CheckpointShelf, HistoryKeys, HistoryWatch],
    useFactory: (
      source: DataSource,
      history: HistoryReader,
      shelf: CheckpointShelf,
      keys: HistoryKeys,
      watch: HistoryWatch,
    ) => new HistoryDesk(source, history, shelf, keys, watch),
  },
];
