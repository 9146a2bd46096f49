import type { RegistryEntry } from '@pksn/licensing';
import { generationWith, registryRow } from '../lookup/live-generation.fixture';
import { RegistryState } from '../license/registry-state';
import type { ChangePages } from './change-pages';
import { PageCache } from './page-cache';

const entry = { row: registryRow(Buffer.alloc(32)), feeds: new Set(['acme/core']) } as unknown as RegistryEntry;
let made: (string | null)[];
let cache: PageCache;

beforeEach(() => {
  made = [];
  const pages = {
    page: (_entry: RegistryEntry, cursor: string | null) => {
      made.push(cursor);
      return Promise.resolve({ text: Buffer.from('{}'), cursor: 'c', more: false });
    },
  };
  const generations = generationWith([]);
  cache = new PageCache(pages as unknown as ChangePages, generations, new RegistryState());
});
const ask = (cursor: string | null) => cache.page(entry, cursor, 10, 0);

it('makes a page once, and holds nothing that is as long as whoever asks likes', async () => {
  for (const cursor of [null, null, 'a', 'a']) await ask(cursor);
  expect(made).toEqual([null, 'a']);
  for (let n = 0; n < 10; n++) await ask('x'.repeat(10_000) + String(n));
  expect(made).toHaveLength(3);
});

it('tells an empty cursor, which is none of ours, from none', async () => {
  await ask(null);
  await ask('');
  expect(made).toEqual([null, '']);
});
