import { join } from 'node:path';
import type { MetricFamily } from '@pksn/nest-kit';
import { gauge } from '@pksn/nest-kit';
import { DiskRoom } from '@pksn/runtime';
import { SampleFolder } from '@pksn/samples';
import { SampleIntake } from '@pksn/store-postgres';
import type { FastifyInstance } from 'fastify';
import type { QueryConfig } from '../config';
import { LOAD_LIMITS } from '../load/load-limits';
import type { LicenseGate } from '../license/license-gate';
import type { WaitingDatabase } from '../waiting-database';
import { sampleRoutes } from './sample-routes';
import { SampleTaker } from './sample-taker';
import { UploadSlots } from './upload-slots';

/** What takes files in, for those who hand in files in another way; `taker` gives null while none are taken. */
export interface SamplePlane {
  readonly taker: () => SampleTaker | null;
  readonly slots: UploadSlots;
  /** What is counted of it. */
  families(): MetricFamily[];
}

/** Puts together what takes files in. */
export function samplePlane(
  http: FastifyInstance,
  config: QueryConfig,
  { license, database }: { readonly license: LicenseGate; readonly database: WaitingDatabase },
): SamplePlane {
  const dir = config.sampleDir ?? join(config.dataDir, 'samples');
  const folder = new SampleFolder(dir);
  const room = new DiskRoom(dir, null, config.diskReserveBytes);
  const slots = new UploadSlots();
  const taker = new SampleTaker(
    { database, intake: new SampleIntake(database.source), folder, room },
    {
      fileBytes: config.sampleLimitBytes,
      get filesPerDay() {
        return config.samplesPerDay;
      },
      get bytesPerDay() {
        return config.sampleBytesPerDay;
      },
      storeBytes: config.sampleStoreBytes,
      silenceMs: config.sampleSilence,
      patienceMs: LOAD_LIMITS.bodyTimeMs,
    },
  );
  const used = (): SampleTaker | null => (config.takeSamples ? taker : null);
  sampleRoutes(http, { license, taker: used, slots });
  return {
    taker: used,
    slots,
    families: () => [
      gauge('pksn_sample_uploads', 'Suspicious files that are being received', slots.underWay),
      {
        name: 'pksn_sample_received_bytes_total',
        help: 'Bytes of suspicious files that were received, known or not',
        kind: 'counter',
        samples: [[{}, taker.receivedBytes]],
      },
    ],
  };
}
