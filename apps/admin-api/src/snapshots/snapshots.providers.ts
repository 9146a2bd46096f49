import { join } from 'node:path';
import type { Provider } from '@nestjs/common';
import { recheckSnapshot } from '@pksn/ingest';
import type { Clock } from '@pksn/runtime';
import type { DataSource } from '@pksn/store-postgres';
import { SnapshotSteering } from '@pksn/store-postgres';
import type { AdminConfig } from '../config';
import { CLOCK, CONFIG, DATABASE } from '../tokens';

export const SNAPSHOTS: Provider[] = [
  {
    provide: SnapshotSteering,
    inject: [DATABASE, CONFIG, CLOCK],
    useFactory: (source: DataSource, { dataDir }: AdminConfig, clock: Clock) =>
      new SnapshotSteering(
        source,
        (snapshot) => recheckSnapshot(join(dataDir, 'index'), snapshot),
        () => clock.now(),
      ),
  },
];
