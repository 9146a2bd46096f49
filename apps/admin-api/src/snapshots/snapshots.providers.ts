import { join } from 'node:path';
import type { Provider } from '@nestjs/common';
import { recheckSnapshot } from '@pksn/ingest';
import type { Clock } from '@pksn/runtime';
import type { DataSource } from '@pksn/store-postgres';
import { Feeds, Judgements, SnapshotSteering } from '@pksn/store-postgres';
import type { AdminConfig } from '../config';
import { CLOCK, CONFIG, DATABASE } from '../tokens';
import { RevertPreviews } from './revert-previews';

export const SNAPSHOTS: Provider[] = [
  {
    provide: RevertPreviews,
    inject: [SnapshotSteering, Feeds, Judgements, CONFIG],
    useFactory: (steering: SnapshotSteering, feeds: Feeds, judgements: Judgements, { dataDir }: AdminConfig) =>
      new RevertPreviews({ steering, feeds, judgements }, join(dataDir, 'index')),
  },
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
