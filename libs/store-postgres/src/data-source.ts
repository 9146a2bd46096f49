import 'reflect-metadata';
import type { Socket } from 'node:net';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { MIGRATIONS } from '@pksn/migrations';
import { CODED_PG } from './coded-pool';
import { ENTITIES } from './entities';
import { impatientClient } from './impatient-client';

/** Where a snapshot can be read: a pool, or one connection of it. */
export type TransactionSource = Pick<EntityManager, 'transaction'>;

export interface DatabaseOptions {
  /** A query without an answer for this long fails, and its connection ends: a half-open one is silent. Not for COPY. */
  readonly queryTimeoutMs?: number;
  /** How long to wait for a connection, from the server or from other work; 5 s if left out. */
  readonly connectTimeoutMs?: number;
  /** How connections call themselves in pg_stat_activity. */
  readonly applicationName?: string;
  /** Makes the socket of each connection, for whoever must be able to close it. */
  readonly stream?: () => Socket;
}

const KEEP_ALIVE_AFTER_MS = 10_000;
const CONNECT_TIMEOUT_MS = 5_000;

/** A pool on the installation's database. `poolSize` is per process; COPY and LISTEN hold one connection each. */
export function openDatabase(url: string, poolSize = 8, options: DatabaseOptions = {}): Promise<DataSource> {
  return databaseOf(url, poolSize, options).initialize();
}

/** The same before it is connected: `initialize` does that. */
export function databaseOf(url: string, poolSize: number, options: DatabaseOptions = {}): DataSource {
  const { queryTimeoutMs, connectTimeoutMs = CONNECT_TIMEOUT_MS, applicationName = 'private-ksn', stream } = options;
  return new DataSource({
    type: 'postgres',
    driver: CODED_PG,
    url,
    poolSize,
    entities: ENTITIES,
    migrations: MIGRATIONS,
    migrationsTableName: 'schema_migration',
    applicationName,
    connectTimeoutMS: connectTimeoutMs,
    // An idle client whose server went away must not end the process; the next query reports it.
    poolErrorHandler: () => undefined,
    extra: {
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
      ...(queryTimeoutMs === undefined ? {} : { Client: impatientClient(queryTimeoutMs) }),
      ...(stream === undefined ? {} : { stream }),
    },
  });
}
