import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const LOCK_SCRIPT = path.join(__dirname, '..', '..', 'apps', 'standalone', 'bin', 'folder-lock.cjs');
const WORK = `
  const fs = require('node:fs');
  const [lock, journal] = process.argv.slice(2);
  require(process.argv[1]).withFolderLock(lock, () => {}, () => {
    fs.appendFileSync(journal, process.pid + ' begins\\n');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    fs.appendFileSync(journal, process.pid + ' ends\\n');
  });`;

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'pksn-lock-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A process id that was in use and is no more. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid!;
}

it('lets one in at a time, also after a holder died', async () => {
  const [lock, journal] = [path.join(folder, 'lock'), path.join(folder, 'journal')];
  mkdirSync(lock);
  writeFileSync(path.join(lock, 'pid'), String(await deadPid()));
  appendFileSync(journal, '');
  const children = [1, 2, 3].map(() => spawn(process.execPath, ['-e', WORK, LOCK_SCRIPT, lock, journal]));
  const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit')) as [number | null]));
  expect(codes.map(([code]) => code)).toEqual([0, 0, 0]);
  const lines = readFileSync(journal, 'utf8').trim().split('\n');
  expect(lines).toHaveLength(6);
  for (let i = 0; i < 6; i += 2) expect(lines[i + 1]).toBe(lines[i]!.replace('begins', 'ends'));
  expect(existsSync(lock)).toBe(false);
});
