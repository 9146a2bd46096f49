import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SpoolCleaner } from './spool-cleaner';

const NOW = Date.UTC(2026, 10, 21);
const ABANDONED_MS = 240_000;

let dir: string;
const rowsOf = new Map<string, 'open' | 'ended'>();
const clean = (): Promise<number> =>
  new SpoolCleaner(
    dir,
    { states: async (ids) => new Map([...rowsOf].filter(([id]) => ids.includes(id))), clock: { now: () => NOW } },
    ABANDONED_MS,
  ).clean();

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'spool-'));
  rowsOf.clear();
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function file(name: string, ageMs: number): Promise<void> {
  await writeFile(join(dir, name), 'x');
  const at = new Date(NOW - ageMs);
  await utimes(join(dir, name), at, at);
}

it('removes the files of imports that ended, and no other file that has a row', async () => {
  rowsOf.set('done', 'ended').set('open', 'open');
  await file('done.rpk', 0);
  await file('open.rpk', 10 * ABANDONED_MS);
  expect(await clean()).toBe(1);
  expect(await readdir(dir)).toEqual(['open.rpk']);
});

it('removes uploads without a row once nobody can be writing to them', async () => {
  await file('.new.rpk.0a.tmp', ABANDONED_MS - 1);
  await file('.old.rpk.0a.tmp', ABANDONED_MS + 1);
  await file('new.rpk', ABANDONED_MS - 1);
  await file('old.rpk', ABANDONED_MS + 1);
  expect(await clean()).toBe(2);
  expect((await readdir(dir)).sort()).toEqual(['.new.rpk.0a.tmp', 'new.rpk']);
});

it('touches nothing that is not of its kind, and needs no folder', async () => {
  await file('README', 10 * ABANDONED_MS);
  await mkdir(join(dir, 'kept'));
  expect(await clean()).toBe(0);
  await rm(dir, { recursive: true });
  expect(await clean()).toBe(0);
});
