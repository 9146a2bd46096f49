import type { Provider } from '@nestjs/common';
import type { Clock } from '@pksn/runtime';
import type { DataSource } from '@pksn/store-postgres';
import { FeedRecords, OverrideList, Overrides } from '@pksn/store-postgres';
import { FourEyes } from '../approvals/four-eyes';
import { CLOCK, DATABASE } from '../tokens';
import { GreenProposals } from './green-proposals';
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
    inject: [Overrides, OverrideShelf, CLOCK, FourEyes],
    useFactory: (overrides: Overrides, shelf: OverrideShelf, clock: Clock, eyes: FourEyes) =>
      new OverrideDesk(overrides, shelf, clock, new GreenProposals(overrides, eyes)),
  },
  {
    provide: OverrideImports,
    inject: [Overrides, CLOCK, FourEyes],
    useFactory: (overrides: Overrides, clock: Clock, eyes: FourEyes) =>
      new OverrideImports(overrides, clock, new GreenProposals(overrides, eyes)),
  },
];
