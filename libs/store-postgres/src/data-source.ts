import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { MIGRATIONS } from '@pksn/migrations';
import { ENTITIES } from './entities';

export interface DatabaseOptions {
  /** A query without an answer for this long fails: a half-open connection is silent. Not for COPY. */
  readonly queryTimeoutMs?: number;
}

const KEEP_ALIVE_AFTER_MS = 10_000;

/** A pool on the installation's database. `poolSize` is per process; COPY and LISTEN hold one connection each. */
export async function openDatabase(url: string, poolSize = 8, options: DatabaseOptions = {}): Promise<DataSource> {
  const { queryTimeoutMs } = options;
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
    extra: {
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
      ...(queryTimeoutMs === undefined ? {} : { query_timeout: queryTimeoutMs }),
    },
  });
  return source.initialize();
}
