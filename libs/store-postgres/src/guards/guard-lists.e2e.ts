import { sectionLayout } from '@pksn/domain';
import type { GuardHit } from '@pksn/ingest';
import { networkRange } from '@pksn/ingest';
import type { TemporaryDatabase } from '@pksn/testing';
import { temporaryDatabase } from '@pksn/testing';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../data-source';
import { migrate } from '../migrate';
import type { GuardKey, GuardSource } from './guard-lists';
import { GuardLists } from './guard-lists';
import { GuardBook } from './guard-rules';
import { guardedHits } from './guarded';
import { guardedOverrides } from './guarded-overrides';

let database: TemporaryDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await temporaryDatabase({ filledBy: migrate });
  source = await openDatabase(database.url);
}, 60_000);
afterAll(async () => {
  await source?.destroy();
  await database?.stop();
});

const file = (n: number): GuardKey => ({ shelf: 'file-sha256', key: Buffer.alloc(32, n), entry: `file ${String(n)}` });
const network = (hex: string, prefix: number): Buffer =>
  Buffer.concat([Buffer.from(hex, 'hex'), Buffer.of(prefix, 0, 0, 0)]);
const list = (keys: readonly GuardKey[]): GuardSource => ({
  keys: (async function* () {
    yield await Promise.resolve(keys);
  })(),
  entries: keys.length,
  skipped: [],
});
const OBJECTS = { feed: null, kind: 'objects' } as const;

it('has a list whole or not at all, within the room that there is', async () => {
  const lists = new GuardLists(source, 5);
  expect(await lists.replace({ ...OBJECTS, name: 'a' }, list([file(1), file(2), file(2)]), 'test')).toMatchObject({
    keys: 2,
  });
  await expect(lists.replace({ ...OBJECTS, name: 'b' }, list([1, 2, 3, 4].map(file)), 'test')).rejects.toMatchObject({
    code: 'GUARD_LIMIT',
  });
  await expect(lists.replace({ ...OBJECTS, name: 'a' }, list([]), 'test')).rejects.toMatchObject({
    code: 'GUARD_IMPORT',
  });
  expect(await lists.list()).toMatchObject([{ name: 'a', keys: 2 }]);
  const book = new GuardBook(source);
  const before = await book.rules('acme/x');
  expect(before.keys.hashed.get('file-sha256')?.has(Buffer.alloc(32, 2), 0)).toBe(true);
  // What it replaces gives its room back.
  await lists.replace({ ...OBJECTS, name: 'a' }, list([3, 4, 5, 6, 7].map(file)), 'test');
  const after = await book.rules('acme/x');
  expect(after.revision).not.toBe(before.revision);
  expect([2, 3, 7].map((n) => after.keys.hashed.get('file-sha256')?.has(Buffer.alloc(32, n), 0))).toEqual([
    false,
    true,
    true,
  ]);
  await lists.remove('a', 'test');
  expect((await book.rules('acme/x')).keys.hashed.size).toBe(0);
});

it('finds networks that overlap as comparing their addresses does, and names the list', async () => {
  const lists = new GuardLists(source);
  let state = 7;
  const roll = (sides: number): number => (state = (state * 48_271) % 2_147_483_647) % sides;
  const random = (): Buffer => {
    const prefix = 2 + roll(31);
    const { low } = networkRange(
      network(
        roll(2 ** 16)
          .toString(16)
          .padStart(4, '0')
          .padEnd(8, '0'),
        prefix,
      ),
    );
    const bits = low.readUInt32BE(0) & (prefix === 32 ? -1 : ~(2 ** (32 - prefix) - 1));
    return network((bits >>> 0).toString(16).padStart(8, '0'), prefix);
  };
  const guarded = Array.from({ length: 40 }, random);
  const keys = guarded.map((key): GuardKey => ({ shelf: 'ip4', key, entry: key.toString('hex') }));
  await lists.replace({ ...OBJECTS, name: 'nets' }, list(keys), 'test');
  const { keys: known } = await new GuardBook(source).rules('acme/x');
  for (let n = 0; n < 300; n++) {
    const key = random();
    const { low, high } = networkRange(key);
    const expected = guarded.filter((one) => {
      const range = networkRange(one);
      return range.low.compare(high) <= 0 && low.compare(range.high) <= 0;
    });
    expect(known.networks.get('ip4')?.overlaps(key)).toBe(expected.length > 0);
    const hit: GuardHit = { shelf: 'ip4', key, object: { section: 'ip4', key } };
    const [named] = await guardedHits(source, 'acme/x', [hit]);
    if (expected.length === 0) expect(named).toBeUndefined();
    else expect(expected.map((one) => one.toString('hex'))).toContain(named?.[1].entry);
  }
});

it('names the guarded addresses among many that are overridden, and no other one', async () => {
  const keys = [network('c6336400', 24), network('cb007107', 32)];
  const guarded = keys.map((key): GuardKey => ({ shelf: 'ip4', key, entry: key.toString('hex') }));
  await new GuardLists(source).replace({ ...OBJECTS, name: 'nets' }, list(guarded), 'test');
  const wanted = Array.from({ length: 300 }, (_, n) => ({
    ...{ zone: 'red' as const, section: sectionLayout('ip4').id, object: {} },
    key: network(`0a0b${n.toString(16).padStart(4, '0')}`, 32),
  }));
  const [inside, around] = [
    { ...wanted[0]!, key: network('c6336407', 32) },
    { ...wanted[0]!, key: network('cb007000', 20) },
  ];
  const found = await guardedOverrides(source, [...wanted, inside, around]);
  expect([...found]).toEqual([
    [inside, { list: 'nets', entry: 'c633640018000000' }],
    [around, { list: 'nets', entry: 'cb00710720000000' }],
  ]);
});
