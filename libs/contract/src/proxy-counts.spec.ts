import { readProxyCounts, writeProxyCounts } from './proxy-counts';

it('says what a proxy counted, and is read again', () => {
  const counts = { lookups: 120, cached: 100, stale: 1 };
  const said = writeProxyCounts(counts);
  expect(said).toBe('lookups=120, cached=100, stale=1');
  expect(readProxyCounts(said)).toEqual(counts);
  expect(writeProxyCounts({ lookups: 0, cached: 0, stale: 0 })).toBeNull();
  expect(readProxyCounts(writeProxyCounts({ ...counts, lookups: 5e12 }))).toEqual({ ...counts, lookups: 1e9 });
});

it.each([
  undefined,
  '',
  ['lookups=1, cached=1, stale=0'],
  'lookups=1, cached=2, stale=0',
  'lookups=9999999999, cached=1, stale=0',
  'lookups=-1, cached=0, stale=0',
  'lookups=1e3, cached=0, stale=0',
  'lookups=1, cached=0, stale=0, more=1',
])('believes nothing else: %p', (value) => {
  expect(readProxyCounts(value)).toBeNull();
});
