import { Client } from 'pg';
import { temporaryDatabase } from './temporary-database';

test('a temporary database answers, and is gone after stop', async () => {
  const database = await temporaryDatabase();
  const client = new Client(database.url);
  await client.connect();
  expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await client.end();
  await database.stop();
  expect(() => process.kill(database.pid, 0)).toThrow('ESRCH');
});

test('after an interruption it comes back on the same port with its data', async () => {
  const database = await temporaryDatabase();
  const { url, pid } = database;
  const ask = async (sql: string): Promise<unknown[]> => {
    const client = new Client(url);
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };
  await ask('create table kept as select 7 as value');
  await database.interrupt('SIGINT');
  await expect(ask('select 1')).rejects.toThrow();
  await database.resume();
  expect(database.url).toBe(url);
  expect(database.pid).not.toBe(pid);
  expect(await ask('select value from kept')).toEqual([{ value: 7 }]);
  await database.stop();
  expect(() => process.kill(database.pid, 0)).toThrow('ESRCH');
});

test('a copy is a server of its own with the same content', async () => {
  const database = await temporaryDatabase();
  const rows = async (url: string): Promise<unknown[]> => {
    const client = new Client(url);
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>('select * from kept')).rows;
    } finally {
      await client.end();
    }
  };
  const client = new Client(database.url);
  await client.connect();
  await client.query('create table kept as select 7 as value');
  await client.end();
  const copy = await database.copy();
  const after = new Client(database.url);
  await after.connect();
  await after.query('delete from kept');
  await after.end();
  expect(new URL(copy.url).port).not.toBe(new URL(database.url).port);
  expect([await rows(database.url), await rows(copy.url)]).toEqual([[], [{ value: 7 }]]);
  await database.stop();
  await copy.stop();
});
