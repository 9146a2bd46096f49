import { createHash, randomBytes } from 'node:crypto';
import { DAY_MS, EndpointSketch, endpointMark } from '@pksn/licensing';
import type { TemporaryDatabase } from '@pksn/testing';
import { temporaryDatabase } from '@pksn/testing';
import type { DataSource, KeyUseRow } from './index';
import { KeyUseLedger, migrate, openDatabase } from './index';

const today = Date.now() - (Date.now() % DAY_MS);
const idOf = (n: number): string => createHash('md5').update(String(n)).digest('hex');

let database: TemporaryDatabase;
let source: DataSource;
let ledger: KeyUseLedger;
let salt: string;
beforeAll(async () => {
  database = await temporaryDatabase({ filledBy: migrate });
  source = await openDatabase(database.url, 8);
  ledger = new KeyUseLedger(source);
  salt = await ledger.salt();
});
afterAll(async () => {
  await source?.destroy();
  await database?.stop();
});

const row = (keyHash: Buffer, from: number, to: number, change: Partial<KeyUseRow> = {}): KeyUseRow => {
  const sketch = new EndpointSketch();
  for (let n = from; n < to; n++) sketch.add(endpointMark(salt, idOf(n)));
  return { keyHash, day: today, requests: to - from, malformedIds: 1, lastSeen: today + to, sketch, ...change };
};
const read = async (...keys: Buffer[]): Promise<unknown[]> =>
  (await ledger.of(keys, today - 100 * DAY_MS)).map((one) => [
    one.day,
    one.requests,
    one.lastSeen,
    one.sketch.estimate(),
  ]);

it('merges what several processes saw of the same keys at once, in whatever order each names them', async () => {
  const keys = Array.from({ length: 40 }, () => randomBytes(32));
  const writer = async (from: number): Promise<void> => {
    for (let round = 0; round < 5; round++) {
      const rows = keys.map((key) => row(key, from + round * 10, from + round * 10 + 15));
      await ledger.add(round % 2 === 0 ? rows : rows.reverse());
    }
  };
  await Promise.all([writer(0), writer(30), writer(60), writer(90)]);
  // Ids 0 to 144, by four writers of five rounds of 15 requests.
  for (const key of keys) expect(await read(key)).toEqual([[today, 300, today + 145, 145]]);
  expect((await ledger.of([keys[0]!], today))[0]?.malformedIds).toBe(20);
});

it('adds to what is there, and leaves the sketch alone where nothing is new', async () => {
  const key = randomBytes(32);
  await ledger.add([row(key, 0, 600)]);
  const stored = async (): Promise<string> => {
    const [found] = (await source.query('SELECT encode(endpoints, $2) AS hex FROM key_use WHERE key_hash = $1', [
      key,
      'hex',
    ])) as [{ hex: string }];
    return found.hex;
  };
  const before = await stored();
  await ledger.add([row(key, 0, 0, { requests: 7 }), row(randomBytes(32), 0, 1)]);
  await ledger.add([row(key, 100, 200)]);
  expect(await stored()).toBe(before);
  expect(await read(key)).toEqual([[today, 707, today + 600, expect.any(Number)]]);
  await ledger.add([]);
});

it('keeps days apart, and 90 of them', async () => {
  const key = randomBytes(32);
  const days = [0, 1, 90, 91, 400].map((ago) => today - ago * DAY_MS);
  await ledger.add(days.map((day) => row(key, 0, 2, { day, lastSeen: day })));
  expect((await ledger.of([key], today - DAY_MS)).map((one) => one.day)).toEqual([today - DAY_MS, today]);
  await ledger.prune(Date.now());
  expect(await read(key)).toEqual([90, 1, 0].map((ago) => [today - ago * DAY_MS, 2, today - ago * DAY_MS, 2]));
});

it('stores nothing in which an endpoint id could be read', async () => {
  const key = randomBytes(32);
  const id = idOf(4711);
  await ledger.add([row(key, 4711, 4712)]);
  const [{ text }] = (await source.query(`SELECT string_agg(k::text, ' ') AS text FROM key_use k`)) as [
    { text: string },
  ];
  const hashed = createHash('sha256').update(id).digest('hex');
  expect(text).not.toContain(id);
  expect(text).not.toContain(hashed.slice(0, 16));
  expect(text).toContain(Buffer.from(endpointMark(salt, id), 'latin1').toString('hex'));
});
