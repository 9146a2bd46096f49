import { join } from 'node:path';
import type { Provider } from '@nestjs/common';
import type { Clock } from '@pksn/runtime';
import type { DataSource } from '@pksn/store-postgres';
import { DiskDays } from '@pksn/store-postgres';
import type { AdminConfig } from '../config';
import { CLOCK, CONFIG, DATABASE } from '../tokens';
import { DiskReport } from './disk-report';

export const DISK: Provider = {
  provide: DiskReport,
  inject: [CONFIG, DATABASE, CLOCK],
  useFactory: ({ dataDir, databaseDir, diskReserveBytes }: AdminConfig, source: DataSource, clock: Clock) =>
    new DiskReport({
      days: new DiskDays(source),
      folders: { spool: join(dataDir, 'spool'), index: join(dataDir, 'index'), database: databaseDir ?? null },
      reserveBytes: diskReserveBytes,
      clock,
    }),
};
