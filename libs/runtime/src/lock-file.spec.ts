import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireLock } from './lock-file';
import { processIdentity } from './process-identity';

const children: ChildProcess[] = [];
afterAll(() => children.forEach((child) => child.kill('SIGKILL')));
let path = '';
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'lock-')), 'lock');
});

test('a second owner is refused until the first lets go', async () => {
  const lock = await acquireLock(path);
  await expect(acquireLock(path)).rejects.toMatchObject({ code: 'ALREADY_RUNNING', facts: { pid: process.pid } });
  await lock.release();
  await (await acquireLock(path)).release();
  expect(await readdir(join(path, '..'))).toEqual([]);
});

test('the lock of a killed process is taken over', async () => {
  const holder = join(path, '..', 'holder.cjs');
  await writeFile(holder, 'setInterval(() => undefined, 1000); process.send("up")');
  const child = fork(holder);
  children.push(child);
  await once(child, 'message');
  await writeFile(path, JSON.stringify(await processIdentity(child.pid ?? 0)));
  await expect(acquireLock(path)).rejects.toMatchObject({ code: 'ALREADY_RUNNING' });
  child.kill('SIGKILL');
  await once(child, 'exit');
  await acquireLock(path);
  expect(await readFile(path, 'utf8')).toContain(String(process.pid));
});

test.each(['', 'garbage', JSON.stringify({ pid: process.pid, started: 'another boot/1' })])(
  'a lock that names no running process is taken over: %j',
  async (content) => {
    await writeFile(path, content);
    await expect(acquireLock(path)).resolves.toBeDefined();
  },
);

test.each(Array.from({ length: 20 }, (_, n) => n))(
  'of many that find the same stale lock, one gets it (%i)',
  async () => {
    await writeFile(path, 'garbage');
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => acquireLock(path)));
    expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    expect(await readdir(join(path, '..'))).toEqual(['lock']);
  },
);
