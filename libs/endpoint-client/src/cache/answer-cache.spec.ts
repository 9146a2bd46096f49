import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENDPOINT_LIMITS } from '../limits';
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
