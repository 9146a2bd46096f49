import { join } from 'node:path';
import type { Provider } from '@nestjs/common';
import type { Doorbell } from '@pksn/ingest';
import { DiskRoom } from '@pksn/runtime';
import type { Logger } from '@pksn/runtime';
import { PostgresImportLedger } from '@pksn/store-postgres';
import type { AdminConfig } from '../config';
import { CONFIG, DOORBELL, LOG } from '../tokens';
import { ImportStreams } from './import-streams';
import { PackageDesk } from './package-desk';
import { UploadSpool } from './package-spool';

export const PACKAGES: Provider[] = [
  {
    provide: ImportStreams,
    inject: [PostgresImportLedger],
    useFactory: (ledger: PostgresImportLedger) => new ImportStreams(ledger),
  },
  {
    provide: DiskRoom,
    inject: [CONFIG],
    useFactory: (config: AdminConfig) =>
      new DiskRoom(join(config.dataDir, 'spool'), config.databaseDir ?? null, config.diskReserveBytes),
  },
  {
    provide: PackageDesk,
    inject: [CONFIG, DiskRoom, PostgresImportLedger, DOORBELL, LOG],
    useFactory: (
      config: AdminConfig,
      room: DiskRoom,
      ledger: PostgresImportLedger,
      doorbell: Doorbell,
      log: Logger,
    ) => {
      const limits = {
        get uploadBytes() {
          return config.uploadLimitBytes;
        },
        silenceMs: config.uploadSilence,
      };
      return new PackageDesk(new UploadSpool(join(config.dataDir, 'spool'), room, limits), ledger, doorbell, log);
    },
  },
];
