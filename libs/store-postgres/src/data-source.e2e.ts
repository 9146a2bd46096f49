import { createServer, connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { TemporaryDatabase } from '@pksn/testing';
import { temporaryDatabase } from '@pksn/testing';
import { openDatabase } from './index';

let database: TemporaryDatabase;
beforeAll(async () => {
  database = await temporaryDatabase();
});
afterAll(() => database?.stop());

it('gives a query up that gets no answer, when told to', async () => {
  const { port, username, password, pathname } = new URL(database.url);
  const sockets = new Set<Socket>();
  let silent = false;
  const middle = createServer((near) => {
    const far = connect(Number(port), '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes: Buffer) => void (silent || to.write(bytes)));
      from.on('error', () => undefined);
      from.on('close', () => to.destroy());
    }
  });
  await new Promise<void>((done) => middle.listen(0, '127.0.0.1', done));
  const own = (middle.address() as AddressInfo).port;
  const url = `postgres://${username}:${password}@127.0.0.1:${String(own)}${pathname}`;
  const source = await openDatabase(url, 2, { queryTimeoutMs: 200 });
  expect(await source.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  silent = true;
  await expect(source.query('SELECT 1')).rejects.toThrow(/timeout/i);
  for (const socket of sockets) socket.destroy();
  await source.destroy();
  await new Promise((done) => middle.close(done));
});
