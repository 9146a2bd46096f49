import type { ShelfChange } from '@pksn/endpoint-client';
import { JudgementBook } from './judgement-book';

const HASH = 'ab'.repeat(32);
const STANDING = {
  ...{
    fingerprint: 'abababab',
    state: 'current' as const,
    licenseId: 'l',
    customer: { id: 'c', name: 'C' },
    feeds: [],
  },
  ...{
    expiresAt: '2030-01-01T00:00:00Z',
    validUntil: null,
    scope: 'c'.repeat(32),
    epoch: 'e',
    revision: 1,
    notices: [],
  },
};

it('forgets a judgement also when the disk is full, and holds what it could write', async () => {
  const texts = new Map<string, string>();
  let isFull = false;
  const book = new JudgementBook({
    isOpen: true,
    read: (key) => texts.get(key),
    write: (changes: readonly ShelfChange[]) => {
      if (isFull) return Promise.reject(new Error('ENOSPC'));
      for (const one of changes) {
        if (one.type === 'put') texts.set(one.key, one.value);
        else texts.delete(one.key);
      }
      return Promise.resolve();
    },
  });
  await book.keep(HASH, { standing: STANDING, judgedAt: 5 });
  expect(book.find(HASH)).toEqual({ standing: STANDING, judgedAt: 5 });
  isFull = true;
  await book.forget(HASH);
  expect([book.find(HASH), texts.size]).toEqual([null, 1]);
  isFull = false;
  await book.again();
  expect(texts.size).toBe(0);
  await book.keep(HASH, { standing: STANDING, judgedAt: 6 });
  expect(book.find(HASH)?.judgedAt).toBe(6);
  texts.set(`j!${HASH}`, '{"standing":{},"judgedAt":6}');
  expect(book.find(HASH)).toBeNull();
});

it('forgets a judgement that is still on its way to the disk', async () => {
  const texts = new Map<string, string>();
  let release: () => void = () => undefined;
  let isHeld = true;
  const held = new Promise<void>((done) => (release = done));
  const book = new JudgementBook({
    isOpen: true,
    read: (key) => texts.get(key),
    write: async ([one]: readonly ShelfChange[]) => {
      if (isHeld) await held;
      if (one?.type === 'put') texts.set(one.key, one.value);
      else texts.delete(one?.key ?? '');
    },
  });
  const kept = book.keep(HASH, { standing: STANDING, judgedAt: 5 });
  const forgotten = book.forget(HASH);
  isHeld = false;
  release();
  await Promise.all([kept, forgotten]);
  expect([book.find(HASH), texts.size]).toEqual([null, 0]);
});
