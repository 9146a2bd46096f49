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
