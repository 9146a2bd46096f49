import { Client } from 'pg';
import { temporaryDatabase } from '@pksn/testing';
import type { TemporaryDatabase } from '@pksn/testing';
import { MIGRATIONS } from '@pksn/migrations';
import { migrate } from './index';

let database: TemporaryDatabase;
beforeAll(async () => {
  database = await temporaryDatabase();
});
afterAll(() => database?.stop());

async function ask<T extends object>(sql: string): Promise<T[]> {
  const client = new Client(database.url);
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

it('is done once, whoever asks at the same time, and again changes nothing', async () => {
  const results = await Promise.all(Array.from({ length: 4 }, () => migrate(database.url)));
  const names = MIGRATIONS.map((migration) => new migration().name);
  expect(results.flatMap(({ applied }) => applied)).toEqual(names);
  const before = await ask('SELECT epoch, registry_revision FROM installation');
  expect(await migrate(database.url)).toEqual({ applied: [] });
  expect(await ask('SELECT epoch, registry_revision FROM installation')).toEqual(before);
  expect(await ask('SELECT count(*)::int AS n FROM schema_migration')).toEqual([{ n: names.length }]);
  expect(await ask('SELECT number, feeds FROM generation')).toEqual([{ number: '1', feeds: [] }]);
});

it('leaves no lock and no connection behind', async () => {
  expect(await ask(`SELECT 1 FROM pg_locks WHERE locktype = 'advisory'`)).toEqual([]);
  expect(await ask(`SELECT 1 FROM pg_stat_activity WHERE application_name = 'private-ksn'`)).toEqual([]);
});
