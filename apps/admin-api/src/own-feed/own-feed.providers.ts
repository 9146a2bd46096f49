import type { Provider } from '@nestjs/common';
import type { DataSource } from '@pksn/store-postgres';
import { OwnFeed } from '@pksn/store-postgres';
import { DATABASE } from '../tokens';
import { OwnFeedDesk } from './own-feed-desk';
import { OwnFeedExport } from './own-feed-export';
import { OwnFeedImports } from './own-feed-imports';

/** What sets, shows and hands out the own feed, put together here; part of the one module. */
export const OWN_FEED: Provider[] = [
  { provide: OwnFeed, inject: [DATABASE], useFactory: (source: DataSource) => new OwnFeed(source) },
  { provide: OwnFeedDesk, inject: [OwnFeed], useFactory: (feed: OwnFeed) => new OwnFeedDesk(feed) },
  { provide: OwnFeedExport, inject: [OwnFeed], useFactory: (feed: OwnFeed) => new OwnFeedExport(feed) },
  { provide: OwnFeedImports, inject: [OwnFeed], useFactory: (feed: OwnFeed) => new OwnFeedImports(feed) },
];
