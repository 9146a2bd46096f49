import { join } from 'node:path';
import type { Provider } from '@nestjs/common';
import type { JudgedClock, Logger } from '@pksn/runtime';
import type { AdminConfig } from '../config';
import { PackageDesk } from '../packages/package-desk';
import { CLOCK, CONFIG, LOG } from '../tokens';
import { UploadDesk } from './upload-desk';
import { UploadExpiry } from './upload-expiry';
import { UploadShelf } from './upload-shelf';
import { UploadWriter } from './upload-writer';

export const UPLOADS: Provider[] = [
  {
    provide: UploadDesk,
    inject: [CONFIG, PackageDesk, CLOCK],
    useFactory: (config: AdminConfig, packages: PackageDesk, clock: JudgedClock) => {
      const dir = join(config.dataDir, 'spool');
      const shelf = new UploadShelf(dir);
      const { uploadSilence: silenceMs, diskReserveBytes } = config;
      const writer = new UploadWriter(dir, shelf, { silenceMs, diskReserveBytes });
      return new UploadDesk(
        { shelf, writer, packages, clock: clock.forFiles },
        {
          sizeBytes: config.uploadLimitBytes,
          openInAll: config.uploadsOpen,
          openPerToken: config.uploadsPerToken,
          expiryMs: config.uploadExpiry,
        },
      );
    },
  },
  {
    provide: UploadExpiry,
    inject: [UploadDesk, LOG],
    useFactory: (desk: UploadDesk, log: Logger) => new UploadExpiry(desk, log),
  },
];
