import type { TemporaryDatabase } from '@pksn/testing';
import { temporaryDatabase } from '@pksn/testing';
import type { DataSource, OwnFeedEntry, OwnFeedFilter, OwnFeedObject } from '../index';
import { idsNamed } from './entry-rows';
import { ownFeedNames } from './own-feed-object';
import { OwnFeed, migrate, openDatabase, putOwnFeedEntry } from '../index';

const SHA256 = 'a'.repeat(64);
const SHA1 = 'b'.repeat(40);
const MD5 = 'c'.repeat(32);
const ANY: OwnFeedFilter = { state: 'any', zone: null, kind: null, author: null, search: null, object: null };
const IN_FORCE: OwnFeedFilter = { ...ANY, state: 'in-force' };

let database: TemporaryDatabase;
let source: DataSource;
let feed: OwnFeed;
beforeAll(async () => {
  database = await temporaryDatabase({ filledBy: migrate });
  source = await openDatabase(database.url, 4);
  feed = new OwnFeed(source);
});
afterAll(async () => {
  await source?.destroy();
  await database?.stop();
});
beforeEach(() => source.query('TRUNCATE own_feed_entry'));

const file = (hashes: { sha256?: string; sha1?: string; md5?: string }): OwnFeedObject => ({
  type: 'file',
  sha256: null,
  sha1: null,
  md5: null,
  ...hashes,
});
const entry = (object: OwnFeedObject, more: Partial<OwnFeedEntry> = {}): OwnFeedEntry => ({
  object,
  zone: 'red',
  reason: 'ticket 4711',
  ...more,
});
const page = (filter: OwnFeedFilter) => feed.page(filter, { after: null, limit: 10 });
async function snapshot(): Promise<OwnFeedObject[]> {
  const all: OwnFeedObject[] = [];
  for await (const portion of feed.snapshot()) all.push(...portion.map(({ object }) => object));
  return all;
}

it('keeps every hash that was ever told of a file, whichever of them an entry names', async () => {
  const first = await feed.put(entry(file({ md5: MD5 }), { threat: 'Trojan.Gen' }), 'operator:ann');
  const other = await feed.put(entry(file({ sha256: SHA256 })), 'operator:ann');
  expect([first.what, other.what]).toEqual(['added', 'added']);
  const whole = await feed.put(entry(file({ sha256: SHA256, sha1: SHA1, md5: MD5 })), 'operator:bob');
  expect(whole).toMatchObject({ what: 'replaced' });
  expect([...whole.replaced].sort()).toEqual([first.id, other.id].sort());
  const green = await feed.put(
    entry(file({ md5: MD5 }), { zone: 'green', popularity: 12, firstSeen: '2026-11-20T23:00:00Z', sample: SHA256 }),
    'operator:ann',
  );
  expect(await page(IN_FORCE)).toEqual([
    expect.objectContaining({
      id: green.id,
      object: { type: 'file', sha256: SHA256, sha1: SHA1, md5: MD5 },
      zone: 'green',
      threat: null,
      popularity: 12,
      firstSeen: '2026-11-20',
      sample: SHA256,
      author: 'operator:ann',
      removedAt: null,
    }),
  ]);
  const again = entry(file({ sha1: SHA1 }), { zone: 'green', popularity: 12, firstSeen: '2026-11-20', sample: SHA256 });
  expect(await feed.put(again, 'operator:ann')).toEqual({ id: green.id, what: 'unchanged', replaced: [] });
  await feed.remove(green.id, 'operator:bob');
  await expect(feed.remove(green.id, 'operator:bob')).rejects.toThrow('NOT_FOUND');
  expect(await page(IN_FORCE)).toEqual([]);
  expect(await page({ ...ANY, object: file({ md5: MD5 }) })).toHaveLength(3);
  await source.query(`UPDATE own_feed_entry SET removed_at = now() - interval '2 days' WHERE id = $1`, [whole.id]);
  expect(await feed.prune(new Date(Date.now() - 86_400_000))).toBe(1);
  expect((await page(ANY)).map(({ id }) => id)).toEqual([green.id, other.id, first.id]);
  const audit = (await source.query(
    `SELECT action, detail FROM audit_entry WHERE action LIKE 'own-feed.%' ORDER BY id`,
  )) as { action: string; detail: object }[];
  expect(audit.map(({ action }) => action)).toEqual([...Array<string>(4).fill('own-feed.added'), 'own-feed.removed']);
  expect(JSON.stringify(audit)).not.toMatch(/a{32}|b{32}|c{32}/);
});

it('writes an entry in the transaction of whoever calls, or not at all', async () => {
  const failed = source.transaction(async (manager) => {
    await putOwnFeedEntry(manager, entry(file({ sha256: SHA256 })), 'operator:ann');
    throw new Error('the analyst took it back');
  });
  await expect(failed).rejects.toThrow('took it back');
  expect(await page(ANY)).toEqual([]);
});

it('imports what it can take, or nothing if whoever calls says so of what it would do', async () => {
  const entries = [
    entry({ type: 'domain', domain: 'bad.example' }),
    entry({ type: 'url', url: 'bad.example/' }, { zone: 'orange' }),
    entry({ type: 'ip', ip: '192.0.2.0/24' }),
    entry({ type: 'software', vendor: 'Acme', product: 'Tool', version: null }, { zone: 'yellow' }),
  ];
  const fared = ['added', 'replaced', 'added', 'added'];
  const flawed = [...entries, entry(file({}))];
  const isWhole = (outcomes: readonly unknown[]): boolean => outcomes.every((one) => typeof one === 'string');
  expect(await feed.import(flawed, 'operator:ann', isWhole)).toContainEqual(expect.objectContaining({ name: 'Fault' }));
  expect(await page(ANY)).toEqual([]);
  expect(await feed.import(flawed, 'operator:ann')).toEqual([...fared, expect.objectContaining({ name: 'Fault' })]);
  expect(await feed.import(entries.slice(1), 'operator:ann')).toEqual(Array(3).fill('unchanged'));
  expect(await page({ ...IN_FORCE, search: 'Bad.Example' })).toMatchObject([
    { zone: 'orange', object: { type: 'url' } },
  ]);
});

it('is read as it was at one moment', async () => {
  const hex = (n: number): string => `e${n.toString(16).padStart(63, '0')}`;
  const many = Array.from({ length: 4_500 }, (_, n) => entry(file({ sha256: hex(n) })));
  await feed.import(many, 'operator:ann');
  // A portion of an import asks for thousands of names at once; the planner has seen none of the rows by then.
  const plan = (await source.query(
    `EXPLAIN ${idsNamed(`'{${many.flatMap(({ object }) => ownFeedNames(object)).join()}}'`)}`,
  )) as unknown[];
  expect(JSON.stringify(plan)).not.toContain('Seq Scan');
  const reading = feed.snapshot();
  const seen = [...((await reading.next()).value as { object: OwnFeedObject }[])];
  const [newest] = await page(IN_FORCE);
  await feed.remove(newest?.id ?? '', 'operator:ann');
  await feed.put(entry({ type: 'ip', ip: '198.51.100.7' }), 'operator:ann');
  for await (const portion of reading) seen.push(...portion);
  expect(seen).toHaveLength(4_500);
  expect(seen.at(-1)?.object).toEqual(newest?.object);
  expect((await snapshot()).filter(({ type }) => type === 'ip')).toHaveLength(1);
});
