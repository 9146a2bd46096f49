import type { Provider } from '@nestjs/common';
import type { Clock } from '@pksn/runtime';
import type { DataSource } from '@pksn/store-postgres';
import { FeedRecords, OverrideList, Overrides } from '@pksn/store-postgres';
import { CLOCK, DATABASE } from '../tokens';
import { OverrideDesk } from './override-desk';
import { OverrideImports } from './override-imports';
import { OverrideShelf } from './override-shelf';

/** What sets, shows and imports overrides, put together here; part of the one module. */
export const OVERRIDES: Provider[] = [
  { provide: Overrides, inject: [DATABASE], useFactory: (source: DataSource) => new Overrides(source) },
  {
    provide: OverrideShelf,
    inject: [DATABASE, CLOCK],
    useFactory: (source: DataSource, clock: Clock) =>
      new OverrideShelf(new OverrideList(source), new FeedRecords(source), clock),
  },
  {
    provide: OverrideDesk,
    inject: [Overrides, OverrideShelf, CLOCK],
    useFactory: (overrides: Overrides, shelf: OverrideShelf, clock: Clock) => new OverrideDesk(overrides, shelf, clock),
  },
  {
    provide: OverrideImports,
    inject: [Overrides, CLOCK],
    useFactory: (overrides: Overrides, clock: Clock) => new OverrideImports(overrides, clock),
  },
];
