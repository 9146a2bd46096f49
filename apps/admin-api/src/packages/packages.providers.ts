import { join } from 'node:path';
import type { Provider } from '@nestjs/common';
import type { Doorbell } from '@pksn/ingest';
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
    provide: PackageDesk,
    inject: [CONFIG, PostgresImportLedger, DOORBELL, LOG],
    useFactory: (config: AdminConfig, ledger: PostgresImportLedger, doorbell: Doorbell, log: Logger) => {
      const limits = {
        uploadBytes: config.uploadLimitBytes,
        diskReserveBytes: config.diskReserveBytes,
        silenceMs: config.uploadSilence,
      };
      return new PackageDesk(new UploadSpool(join(config.dataDir, 'spool'), limits), ledger, doorbell, log);
    },
  },
];
