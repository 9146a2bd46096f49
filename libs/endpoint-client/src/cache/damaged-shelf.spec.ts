import { spawn } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServiceVerdict } from '../lookup/endpoint-answer';
import { identityOf } from '../lookup/object-identity';
import { sha256 } from '../local-service.fixture';
import { AnswerCache } from './answer-cache';
import { AnswerShelf } from './answer-shelf';

const ENVELOPE = { epoch: 'e', generation: 1, asOf: '2026-11-22T00:00:00Z', stale: false, coverage: 'full', infrastructure: 'private' } as const; // prettier-ignore
const PAGE = { ...ENVELOPE, cursor: 'c1', reset: false, more: false, changes: [] };
const REST = { threat: null, product: null, trustGroup: null, popularity: null, firstSeen: null } as const;
const answerTo = (n: number): { identity: ReturnType<typeof identityOf>; verdict: ServiceVerdict } => {
  const file = sha256(n);
  const object = { type: 'file', sha256: file } as const;
  const source = { kind: 'feed', feed: 'acme/core', version: 1 } as const;
  return { identity: identityOf({ file }), verdict: { object, zone: 'red', ...REST, source, ...ENVELOPE } };
};
const LIVES = { presentMs: 1e9, absentMs: 1e9 };
const BATCH = 500;

let folder: string;
let lost: unknown[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pksn-shelf-'));
  lost = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function open(at = join(folder, 'shelf'), key = 'k'): Promise<{ cache: AnswerCache; wasLost: string | null }> {
  const { shelf, wasLost } = await AnswerShelf.open(at);
  return { cache: new AnswerCache(shelf, 1e9, [key], (error) => lost.push(error)), wasLost };
}

async function filled(count: number): Promise<void> {
  const { cache } = await open();
  await cache.apply(PAGE, 'k');
  for (let n = 0; n < count; n += BATCH) {
    const some = Array.from({ length: BATCH }, (_, i) => answerTo(n + i));
    await cache.keep(some, LIVES, 1, 'k');
  }
  await cache.close();
}

it('gives what one license got to no other one', async () => {
  await filled(BATCH);
  const { cache: other } = await open(undefined, 'other');
  expect(other.get(identityOf({ file: sha256(1) }))).toBeNull();
  expect([other.cursorFor('other'), await other.newestAt()]).toEqual([null, null]);
  await other.keep([answerTo(BATCH)], LIVES, 2, 'other');
  expect(other.get(identityOf({ file: sha256(BATCH) }))).toBeNull();
  await other.apply(PAGE, 'other');
  await other.keep([answerTo(BATCH)], LIVES, 2, 'other');
  expect(other.get(identityOf({ file: sha256(BATCH) }))).not.toBeNull();
  expect(await other.newestAt()).toBe(2);
  await other.close();
  const { cache: before } = await open();
  expect(before.get(identityOf({ file: sha256(1) }))).toBeNull();
  await before.close();
});

it('opens after any damage to any of its files, and never throws', async () => {
  await filled(4 * BATCH);
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
        expect([null, 'red']).toContain(cache.get(identityOf({ file: sha256(n) }))?.verdict.zone ?? null);
      }
      await cache.keep([answerTo(1e6)], LIVES, 1, 'k').catch(() => undefined);
      await cache.newestAt().catch(() => undefined);
      await cache.close();
      expect(lost.length - before).toBeLessThanOrEqual(1);
      if (wasLost !== null || lost.length > before) gone += 1;
      const again = await open(at);
      await again.cache.apply({ ...PAGE, reset: true }, 'k');
      await again.cache.keep([answerTo(7)], LIVES, 1, 'k');
      expect(again.cache.get(identityOf({ file: sha256(7) }))?.verdict.zone).toBe('red');
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
