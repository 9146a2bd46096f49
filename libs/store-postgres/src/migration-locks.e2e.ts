import { MIGRATIONS } from '@pksn/migrations';
import type { TemporaryDatabase } from '@pksn/testing';
import { temporaryDatabase } from '@pksn/testing';
import type { DataSource, QueryRunner } from 'typeorm';
import { databaseOf } from './data-source';

/** What takes time in proportion to what a table holds. */
const LONG = /^\s*(INSERT INTO \w+ SELECT|CREATE INDEX \w+ ON (license_key|audit_entry|revoked_key) )/;
/** Tables of the first migration that somebody may not even read at this moment. */
const CLOSED = `SELECT DISTINCT relation::regclass::text AS name FROM pg_locks JOIN pg_class c ON c.oid = relation
  WHERE pid = pg_backend_pid() AND mode = 'AccessExclusiveLock' AND c.relkind = 'r' AND relation::regclass::text = ANY ($1)`;

let database: TemporaryDatabase;
let source: DataSource;
beforeAll(async () => {
  database = await temporaryDatabase();
  source = await databaseOf(database.url, 1).initialize();
});
afterAll(async () => {
  await source?.destroy();
  await database?.stop();
});

it('closes no table to the previous release before what takes long is done', async () => {
  const [first, second] = MIGRATIONS;
  if (first === undefined || second === undefined) throw new Error('there are two migrations at least');
  const runner = source.createQueryRunner();
  await new first().up(runner);
  const tables = (await runner.query(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`)) as {
    tablename: string;
  }[];
  await runner.startTransaction();
  const seen: string[] = [];
  const watched = {
    query: async (sql: string): Promise<unknown> => {
      const answer: unknown = await runner.query(sql);
      if (LONG.test(sql)) {
        const closed = (await runner.query(CLOSED, [tables.map((one) => one.tablename)])) as { name: string }[];
        seen.push(...closed.map(({ name }) => `${name} is closed during ${sql}`));
        seen.push('a long statement');
      }
      return answer;
    },
  };
  await new second().up(watched as QueryRunner);
  await runner.commitTransaction();
  await runner.release();
  expect(new Set(seen)).toEqual(new Set(['a long statement']));
});
