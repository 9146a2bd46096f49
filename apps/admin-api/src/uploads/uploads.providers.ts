import { join } from 'node:path';
import type { Provider } from '@nestjs/common';
import type { JudgedClock, Logger } from '@pksn/runtime';
import type { AdminConfig } from '../config';
import { DiskRoom } from '@pksn/runtime';
import { PackageDesk } from '../packages/package-desk';
import { CLOCK, CONFIG, LOG } from '../tokens';
import { UploadDesk } from './upload-desk';
import { UploadExpiry } from './upload-expiry';
import { UploadShelf } from './upload-shelf';
import { UploadWriter } from './upload-writer';

export const UPLOADS: Provider[] = [
  {
    provide: UploadDesk,
    inject: [CONFIG, PackageDesk, DiskRoom, CLOCK],
    useFactory: (config: AdminConfig, packages: PackageDesk, room: DiskRoom, clock: JudgedClock) => {
      const dir = join(config.dataDir, 'spool');
      const shelf = new UploadShelf(dir);
      const writer = new UploadWriter(shelf, room, config.uploadSilence);
      return new UploadDesk(
        { shelf, writer, room, packages, clock: clock.forFiles },
        {
          get sizeBytes() {
            return config.uploadLimitBytes;
          },
          get openInAll() {
            return config.uploadsOpen;
          },
          openPerToken: config.uploadsPerToken,
          get expiryMs() {
            return config.uploadExpiry;
          },
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
