import { createServer, connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { TemporaryDatabase } from '@pksn/testing';
import { Client } from 'pg';
import { SilentRelay, temporaryDatabase } from '@pksn/testing';
import { CODED_PG } from './coded-pool';
import { isConnectionError, openDatabase } from './index';

let database: TemporaryDatabase;
beforeAll(async () => {
  database = await temporaryDatabase();
});
afterAll(() => database?.stop());

it('survives the end of its server between the pool and the work, when nobody listens to the connection', async () => {
  const pool = new CODED_PG.Pool({ connectionString: database.url });
  const client = await pool.connect();
  // As pg does it on the server's word 57P01; an error event without a listener would be thrown.
  expect(client.emit('error', Object.assign(new Error('terminating connection'), { code: '57P01' }))).toBe(true);
  client.release(true);
  await pool.end();
});

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

it('takes back a transaction that got no answer in time, and never commits its beginning with what comes later', async () => {
  const other = new Client(database.url);
  await other.connect();
  await other.query('CREATE TABLE first (n int); CREATE TABLE second (n int)');
  const source = await openDatabase(database.url, 1, { queryTimeoutMs: 200 });
  const both = (n: number): Promise<unknown> =>
    source.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock(1)');
      await manager.query('INSERT INTO first VALUES ($1)', [n]);
      await manager.query('INSERT INTO second VALUES ($1)', [n]);
    });
  await other.query('BEGIN; LOCK TABLE second IN SHARE MODE');
  const error: unknown = await both(1).catch((one: unknown) => one);
  expect(isConnectionError(error)).toBe(true);
  await other.query('COMMIT');
  await both(2);
  expect((await other.query('SELECT n FROM first')).rows).toEqual([{ n: 2 }]);
  expect((await other.query('SELECT n FROM second')).rows).toEqual([{ n: 2 }]);
  expect((await other.query(`SELECT 1 FROM pg_locks WHERE locktype = 'advisory'`)).rows).toEqual([]);
  await source.destroy();
  await other.end();
});

it('knows a connection that ended under its query for what it is', async () => {
  const relay = await SilentRelay.start(Number(new URL(database.url).port));
  const source = await openDatabase(relay.urlOf(database.url), 1, { queryTimeoutMs: 20_000 });
  const asked = source.query('SELECT pg_sleep(20)').catch((one: unknown) => one);
  const other = new Client(database.url);
  await other.connect();
  const sleeping = `SELECT 1 FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(20)'`;
  while ((await other.query(sleeping)).rowCount === 0);
  relay.cut();
  expect(isConnectionError(await asked)).toBe(true);
  expect(isConnectionError(await source.query('SELECT 1 / 0').catch((one: unknown) => one))).toBe(false);
  await other.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(20)'`);
  await other.end();
  await source.destroy();
  await relay.stop();
});

it('knows a connection that does not come in time for what it is, from the server or from other work', async () => {
  const relay = await SilentRelay.start(Number(new URL(database.url).port));
  const source = await openDatabase(relay.urlOf(database.url), 1, { queryTimeoutMs: 20_000, connectTimeoutMs: 100 });
  const busy = source.createQueryRunner();
  try {
    await busy.query('SELECT 1');
    expect(isConnectionError(await source.query('SELECT 1').catch((one: unknown) => one))).toBe(true);
    relay.cut();
    await busy.release();
    relay.admit('swallow');
    expect(isConnectionError(await source.query('SELECT 1').catch((one: unknown) => one))).toBe(true);
    relay.admit('forward');
    expect(await source.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  } finally {
    if (!busy.isReleased) await busy.release();
    await source.destroy();
    await relay.stop();
  }
});
