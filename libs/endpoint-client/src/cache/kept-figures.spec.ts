import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BATCH, fill, objectOf, openCache } from './kept-answers.fixture';

/** With PKSN_TEST_KEPT=1000000 it tells what so many kept answers cost; it takes some minutes. */
const COUNT = Number(process.env.PKSN_TEST_KEPT ?? BATCH);
const ASKED = Math.min(COUNT, 50_000);

it(
  'opens what was kept without reading it, and finds each answer',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pksn-figures-'));
    const counted = await fill(folder, COUNT);
    const before = await ownMemory();
    const start = performance.now();
    const { cache, wasLost } = await openCache(folder);
    expect(cache.get(objectOf(COUNT - 1))?.verdict.zone).toBe('red');
    const openedMs = performance.now() - start;
    const rest = (await ownMemory()) - before;
    const objects = Array.from({ length: ASKED }, (_, i) => objectOf((i * 7_919) % COUNT));
    const begin = performance.now();
    const found = objects.filter((one) => cache.get(one) !== null).length;
    const perSecond = Math.round((ASKED * 1_000) / (performance.now() - begin));
    expect([wasLost, found, cache.sizeBytes]).toEqual([null, ASKED, counted]);
    await cache.close();
    if (process.env.PKSN_TEST_KEPT !== undefined) {
      const sizes = await Promise.all(
        (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size),
      );
      const diskBytes = sizes.reduce((sum, one) => sum + one, 0);
      process.stderr.write(`${JSON.stringify({ COUNT, counted, diskBytes, openedMs, restBytes: rest, perSecond })}\n`);
    }
    await rm(folder, { recursive: true, force: true });
  },
  process.env.PKSN_TEST_KEPT === undefined ? undefined : 900_000,
);

/** Memory that is this process's own, without mapped files, in bytes. */
async function ownMemory(): Promise<number> {
  const text = await readFile('/proc/self/status', 'utf8').catch(() => '');
  return Number(/RssAnon:\s+(\d+) kB/.exec(text)?.[1] ?? 0) * 1024;
}
