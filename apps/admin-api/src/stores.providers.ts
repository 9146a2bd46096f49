import type { Provider } from '@nestjs/common';
import type { DataSource } from '@pksn/store-postgres';
import {
  Administration,
  Customers,
  Feeds,
  GenerationHistory,
  GuardLists,
  IntegrationTokens,
  Judgements,
  KnockingKeys,
  LicenseDesk,
  Licenses,
  PostgresFeedLedger,
  PostgresImportLedger,
  Proxies,
  Restrictions,
  Statements,
  TrustedVendors,
} from '@pksn/store-postgres';
import { DATABASE } from './tokens';

type Store<T> = new (source: DataSource) => T;

/** A class that needs nothing but the database. */
const store = <T>(provide: Store<T>): Provider => ({
  provide,
  inject: [DATABASE],
  useFactory: (source: DataSource) => new provide(source),
});

/** What is kept in PostgreSQL and asked for by many. */
export const STORES: Provider[] = [
  store(Administration),
  store(Customers),
  store(Feeds),
  store(GenerationHistory),
  store(GuardLists),
  store(IntegrationTokens),
  store(Judgements),
  store(KnockingKeys),
  store(LicenseDesk),
  store(Licenses),
  store(PostgresFeedLedger),
  store(PostgresImportLedger),
  store(Proxies),
  store(Restrictions),
  store(Statements),
  store(TrustedVendors),
];
