import { join } from 'node:path';
import type { Provider } from '@nestjs/common';
import type { RecheckedSnapshot } from '@pksn/ingest';
import { recheckSnapshot } from '@pksn/ingest';
import type { Clock } from '@pksn/runtime';
import type { DataSource } from '@pksn/store-postgres';
import { Feeds, Judgements, SnapshotSteering } from '@pksn/store-postgres';
import { FourEyes } from '../approvals/four-eyes';
import type { AdminConfig } from '../config';
import { CLOCK, CONFIG, DATABASE } from '../tokens';
import { RevertPreviews } from './revert-previews';
import { SnapshotDesk } from './snapshot-desk';

/** What is decided about snapshots, by transactions of `source`. */
export function steeringOn(source: DataSource, dataDir: string, clock: Clock): SnapshotSteering {
  const check = (snapshot: RecheckedSnapshot): Promise<void> => recheckSnapshot(join(dataDir, 'index'), snapshot);
  return new SnapshotSteering(source, check, () => clock.now());
}

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
    useFactory: (source: DataSource, { dataDir }: AdminConfig, clock: Clock) => steeringOn(source, dataDir, clock),
  },
  {
    provide: SnapshotDesk,
    inject: [SnapshotSteering, FourEyes],
    useFactory: (steering: SnapshotSteering, eyes: FourEyes) => new SnapshotDesk(steering, eyes),
  },
];
