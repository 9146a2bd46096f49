import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { MIGRATIONS } from '@pksn/migrations';
import { ENTITIES } from './entities';

/** A pool on the installation's database. `poolSize` is per process; COPY and LISTEN hold one connection each. */
export async function openDatabase(url: string, poolSize = 8): Promise<DataSource> {
  const source = new DataSource({
    type: 'postgres',
    url,
    poolSize,
    entities: ENTITIES,
    migrations: MIGRATIONS,
    migrationsTableName: 'schema_migration',
    applicationName: 'private-ksn',
    connectTimeoutMS: 5_000,
    // An idle client whose server went away must not end the process; the next query reports it.
    poolErrorHandler: () => undefined,
    extra: { keepAlive: true },
  });
  return source.initialize();
}
