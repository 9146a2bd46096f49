import { createHash, randomBytes } from 'node:crypto';
import type { RegistryEntry } from '@pksn/licensing';
import { DAY_MS } from '@pksn/licensing';
import type { KeyUseRow } from '@pksn/store-postgres';
import { KEY_USE_LIMITS, KeyUse } from './key-use';

const noon = Date.UTC(2026, 10, 21, 12);
const idOf = (n: number): string => createHash('md5').update(String(n)).digest('hex');
const entryOf = (keyHash: Buffer): RegistryEntry => ({ row: { keyHash } }) as unknown as RegistryEntry;
const key = randomBytes(32);
const entry = entryOf(key);
const brief = (rows: readonly KeyUseRow[]): unknown[] =>
  rows.map((row) => [row.keyHash.equals(key), row.day, row.requests, row.lastSeen, row.sketch.estimate()]);

let use: KeyUse;
beforeEach(() => {
  use = new KeyUse();
  use.salt = 'an installation';
});

it('counts requests and distinct endpoints of a key, and takes them once', () => {
  const today = Date.UTC(2026, 10, 21);
  for (let i = 0; i < 10; i++) use.saw(entry, idOf(i % 3), noon + i);
  use.saw(entry, null, noon + 10);
  use.saw(entry, 'not an id', noon + 11);
  use.saw(entry, idOf(0).toUpperCase(), noon + 12);
  expect(brief(use.take(10))).toEqual([[true, today, 13, noon + 12, 3]]);
  expect(use.take(10)).toEqual([]);
  // Known already: the request counts, the endpoint was handed over.
  use.saw(entry, idOf(0), noon + 20);
  use.saw(entry, idOf(9), noon + 20);
  expect(brief(use.take(10))).toEqual([[true, today, 2, noon + 20, 1]]);
});

it('counts requests whose endpoint id is none, so that somebody notices', () => {
  for (const id of ['not an id', idOf(1).slice(1), `${idOf(1)} `, '', idOf(2), null]) use.saw(entry, id, noon);
  const rows = use.take(10);
  expect(rows.map((row) => [row.requests, row.malformedIds])).toEqual([[6, 4]]);
  use.giveBack(rows);
  use.saw(entry, 'none', noon);
  expect(use.take(10).map((row) => [row.requests, row.malformedIds])).toEqual([[7, 5]]);
});

it('keeps one count for a key whose entry is another after a change, and one for each UTC day', () => {
  const midnight = Date.UTC(2026, 10, 22);
  use.saw(entry, idOf(1), midnight - 1);
  use.saw(entryOf(Buffer.from(key)), idOf(2), midnight - 1);
  use.saw(entry, idOf(1), midnight);
  use.saw(entry, idOf(1), midnight - 1);
  expect(brief(use.take(10))).toEqual([
    [true, midnight - DAY_MS, 3, midnight - 1, 2],
    [true, midnight, 1, midnight, 1],
  ]);
});

it('hands over a few keys at a time, each in its turn', () => {
  const entries = Array.from({ length: 5 }, () => entryOf(randomBytes(32)));
  entries.forEach((one) => use.saw(one, null, noon));
  const first = use.take(3);
  entries.forEach((one) => use.saw(one, null, noon));
  const second = use.take(3);
  expect([first.length, second.length]).toEqual([3, 3]);
  const taken = new Set([...first, ...second].map((row) => row.keyHash.toString('hex')));
  expect(taken.size).toBe(5);
});

it('takes back what could not be written, beside what came since', () => {
  use.saw(entry, idOf(1), noon);
  const rows = use.take(10);
  use.saw(entry, idOf(2), noon + 5);
  use.giveBack(rows);
  expect(brief(use.take(10))).toEqual([[true, Date.UTC(2026, 10, 21), 2, noon + 5, 2]]);
  use.forget();
  use.giveBack(rows);
  expect(brief(use.take(10))).toEqual([[true, Date.UTC(2026, 10, 21), 1, noon, 1]]);
});

it('tells of an endpoint again after it forgot', () => {
  use.saw(entry, idOf(1), noon);
  use.take(10);
  use.forget();
  use.saw(entry, idOf(1), noon);
  expect(brief(use.take(10))).toEqual([[true, Date.UTC(2026, 10, 21), 1, noon, 1]]);
});

it('remembers nobody without the salt of its installation', () => {
  use.salt = null;
  use.saw(entry, idOf(1), noon);
  use.salt = 'an installation';
  use.saw(entry, idOf(1), noon);
  expect(use.take(10).map((row) => [row.requests, row.sketch.estimate()])).toEqual([[2, 1]]);
});

it('is bounded in keys, in ids and in marks, and counts again when it was emptied', () => {
  for (let i = 0; i < KEY_USE_LIMITS.keys + 10; i++) {
    const hash = Buffer.alloc(32);
    hash.writeUInt32BE(i);
    use.saw(entryOf(hash), null, noon);
  }
  use.saw(entry, null, noon);
  const rows = use.take(Infinity);
  expect(rows).toHaveLength(KEY_USE_LIMITS.keys);
  expect(rows.some((row) => row.keyHash.equals(entry.row.keyHash))).toBe(false);
  // What was written makes room for who found none.
  use.saw(entry, null, noon);
  expect(use.take(10)).toHaveLength(1);
  // Far more ids than are remembered at once are all counted.
  for (let i = 0; i < KEY_USE_LIMITS.ids * 1.5; i++) use.saw(entry, idOf(i), noon);
  const [row] = use.take(10);
  expect(row?.requests).toBe(KEY_USE_LIMITS.ids * 1.5);
  expect(Math.abs((row?.sketch.estimate() ?? 0) / (KEY_USE_LIMITS.ids * 1.5) - 1)).toBeLessThan(0.2);
  const many = Math.ceil(KEY_USE_LIMITS.marks / 512) + 20;
  const ids = Array.from({ length: 512 }, (_, n) => idOf(n));
  for (let k = 0; k < many; k++) {
    const one = entryOf(randomBytes(32));
    for (const id of ids) use.saw(one, id, noon);
  }
  const marks = use.take(Infinity).reduce((sum, one) => sum + one.sketch.size, 0);
  expect(marks).toBe(KEY_USE_LIMITS.marks);
});
