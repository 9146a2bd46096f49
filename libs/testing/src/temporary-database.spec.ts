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
