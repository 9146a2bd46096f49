import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { EmbeddedPostgres, processExists } from '@pksn/runtime';

let folder = '';
const servers: EmbeddedPostgres[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'embedded-'));
  await chmod(folder, 0o755);
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<EmbeddedPostgres> {
  const server = await EmbeddedPostgres.start({ folder, removeOrphan: false });
  servers.push(server);
  return server;
}

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows[0]?.[0];
  } finally {
    await client.end();
  }
}

test('data outlives a restart, only the password opens it, and the server is gone after stop', async () => {
  const first = await start();
  await ask(first.url(), 'create table kept as select 7 as value');
  expect(await ask(first.url(), 'show wal_level')).toBe('minimal');
  expect(await ask(first.url(), 'select datcollate || pg_encoding_to_char(encoding) from pg_database limit 1')).toMatch(
    /UTF8$/,
  );
  await expect(ask(first.url().replace(/:[^:@]+@/, ':wrong@'), 'select 1')).rejects.toMatchObject({ code: '28P01' });
  expect((await stat(join(folder, 'password'))).mode & 0o777).toBe(0o600);
  const { stdout } = await promisify(execFile)('ps', ['-o', 'sid=', '-p', String(first.pid)]);
  expect(Number(stdout)).toBe(first.pid);
  await first.stop();
  expect(processExists(first.pid)).toBe(false);
  expect(await ask((await start()).url(), 'select value from kept')).toBe(7);
});

test('a server left by a killed owner, and a pid file that names a stranger, do not keep it from starting', async () => {
  const first = await start();
  await ask(first.url(), 'create table kept as select 8 as value');
  process.kill(first.pid, 'SIGKILL');
  await first.stop();
  await writeFile(join(folder, 'cluster/postmaster.pid'), `${process.pid}\n/elsewhere\n`);
  const second = await start();
  expect(await ask(second.url(), 'select value from kept')).toBe(8);
  const third = await start();
  expect(processExists(second.pid)).toBe(false);
  expect(await ask(third.url(), 'select value from kept')).toBe(8);
});
