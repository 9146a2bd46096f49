import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENDPOINT_LIMITS } from '../limits';
import { sha256 } from '../local-service.fixture';
import { AnswerCache } from './answer-cache';
import { AnswerShelf } from './answer-shelf';
import { answerTo, LIVES, objectOf, openCache, PAGE } from './kept-answers.fixture';

it('lets only so many answers wait for the disk, and keeps again when they are written', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pksn-cache-'));
  try {
    const { cache } = await openCache(folder);
    await cache.apply(PAGE, 'k');
    const many = Array.from({ length: ENDPOINT_LIMITS.unwrittenAnswers }, () => answerTo(1));
    const first = cache.keep(many, LIVES, 1, 'k');
    await cache.keep([answerTo(2)], LIVES, 1, 'k');
    await first;
    expect([cache.get(objectOf(1)) === null, cache.get(objectOf(2))]).toEqual([false, null]);
    await cache.keep([answerTo(2)], LIVES, 1, 'k');
    expect(cache.get(objectOf(2))).not.toBeNull();
    await cache.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it('drops all when a change concerns more answers than are looked through', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pksn-cache-'));
  try {
    const { shelf } = await AnswerShelf.open(folder);
    const cache = new AnswerCache(shelf, 1_000_000, ['k'], () => undefined, 2);
    await cache.apply(PAGE, 'k');
    await cache.keep([answerTo(1), answerTo(2), answerTo(3)], LIVES, 1, 'k');
    const told = (...which: number[]): object[] =>
      which.map((n) => ({ section: 'file-sha256', key: sha256(n), siblings: {} }));
    const kept = (): unknown[] => [1, 2, 3].map((n) => cache.get(objectOf(n)) !== null);
    await cache.apply({ ...PAGE, cursor: 'c2', changes: told(1) as never }, 'k');
    expect(kept()).toEqual([false, true, true]);
    await cache.keep([answerTo(1)], LIVES, 1, 'k');
    await cache.apply({ ...PAGE, cursor: 'c3', changes: told(1, 2) as never }, 'k');
    expect(kept()).toEqual([false, false, false]);
    expect([cache.cursorFor('k'), cache.sizeBytes]).toEqual(['c3', 0]);
    await cache.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
