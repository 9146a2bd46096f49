import type { Provider } from '@nestjs/common';
import type { Clock } from '@pksn/runtime';
import type { DataSource } from '@pksn/store-postgres';
import { LicenseAnnouncements, PostgresFeedLedger } from '@pksn/store-postgres';
import { CLOCK, DATABASE } from '../tokens';
import { AnnouncementDesk } from './announcement-desk';

/** Everything about announcements that come by themselves, put together. */
export const ANNOUNCEMENTS: Provider[] = [
  {
    provide: LicenseAnnouncements,
    inject: [DATABASE],
    useFactory: (source: DataSource) => new LicenseAnnouncements(source),
  },
  {
    provide: AnnouncementDesk,
    inject: [LicenseAnnouncements, PostgresFeedLedger, CLOCK],
    useFactory: (announcements: LicenseAnnouncements, feeds: PostgresFeedLedger, clock: Clock) =>
      new AnnouncementDesk(announcements, feeds, clock),
  },
];
