import { spawn } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AnswerShelf } from './answer-shelf';
import type { AnswerCache } from './answer-cache';
import { answerTo, BATCH, fill, LIVES, objectOf, openCache, PAGE } from './kept-answers.fixture';

let folder: string;
let lost: unknown[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pksn-shelf-'));
  lost = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (at = join(folder, 'shelf'), key = 'k'): Promise<{ cache: AnswerCache; wasLost: string | null }> =>
  openCache(at, key, (error) => lost.push(error));

it('gives what one license got to no other one', async () => {
  await fill(join(folder, 'shelf'), BATCH);
  const { cache: other } = await open(undefined, 'other');
  expect(other.get(objectOf(1))).toBeNull();
  expect([other.cursorFor('other'), await other.newestAt()]).toEqual([null, null]);
  await other.keep([answerTo(BATCH)], LIVES, 2, 'other');
  expect(other.get(objectOf(BATCH))).toBeNull();
  await other.apply(PAGE, 'other');
  await other.keep([answerTo(BATCH)], LIVES, 2, 'other');
  expect(other.get(objectOf(BATCH))).not.toBeNull();
  expect(await other.newestAt()).toBe(2);
  await other.close();
  const { cache: before } = await open();
  expect(before.get(objectOf(1))).toBeNull();
  await before.close();
});

it('opens after any damage to any of its files, and never throws', async () => {
  await fill(join(folder, 'shelf'), 4 * BATCH);
  const names = await readdir(join(folder, 'shelf'));
  let gone = 0;
  for (const [i, name] of names.entries()) {
    for (const damage of ['cut', 'bent', 'missing'] as const) {
      const at = join(folder, `${String(i)}-${damage}`);
      await cp(join(folder, 'shelf'), at, { recursive: true });
      const bytes = await readFile(join(at, name));
      if (damage === 'cut') await writeFile(join(at, name), bytes.subarray(0, bytes.length / 2));
      if (damage === 'bent')
        await writeFile(
          join(at, name),
          bytes.map((byte, n) => (n % 97 === 50 ? byte ^ 0x55 : byte)),
        );
      if (damage === 'missing') await rm(join(at, name));
      const { cache, wasLost } = await open(at);
      const before = lost.length;
      for (let n = 0; n < 4 * BATCH; n += 37) {
        expect([null, 'red']).toContain(cache.get(objectOf(n))?.verdict.zone ?? null);
      }
      await cache.keep([answerTo(1e6)], LIVES, 1, 'k').catch(() => undefined);
      await cache.newestAt().catch(() => undefined);
      await cache.close();
      expect(lost.length - before).toBeLessThanOrEqual(1);
      if (wasLost !== null || lost.length > before) gone += 1;
      const again = await open(at);
      await again.cache.apply({ ...PAGE, reset: true }, 'k');
      await again.cache.keep([answerTo(7)], LIVES, 1, 'k');
      expect(again.cache.get(objectOf(7))?.verdict.zone).toBe('red');
      await again.cache.close();
    }
  }
  expect(gone).toBeGreaterThan(0);
});

it('is whole after a process was killed while it wrote', async () => {
  const level = require.resolve('classic-level');
  const program = `
    const { ClassicLevel } = require(${JSON.stringify(level)});
    const db = new ClassicLevel(${JSON.stringify(join(folder, 'shelf'))});
    (async () => {
      await db.open();
      for (let n = 0; ; n++) {
        const text = String(n);
        await db.batch([{ type: 'put', key: 'left', value: text }, { type: 'put', key: 'right', value: text + 'x'.repeat(9000) }]);
        if (n === 200) process.stdout.write('going');
      }
    })();`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((done) => child.once('exit', done));
  await new Promise((done) => child.stdout.once('data', done));
  child.kill('SIGKILL');
  await ended;
  const { shelf, wasLost } = await AnswerShelf.open(join(folder, 'shelf'));
  expect(wasLost).toBeNull();
  const left = shelf.read('left') ?? '';
  expect(Number(left)).toBeGreaterThanOrEqual(200);
  expect(shelf.read('right')?.replace(/x+$/, '')).toBe(left);
  await shelf.close();
});
