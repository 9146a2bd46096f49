import type { TemporaryDatabase } from '@pksn/testing';
import { temporaryDatabase } from '@pksn/testing';
import type { DataSource, ListedOverride, NewOverride } from './index';
import {
  Feeds,
  GenerationHistory,
  OverrideList,
  Overrides,
  PostgresFeedLedger,
  PostgresImportLedger,
  migrate,
  openDatabase,
  readGeneration,
} from './index';
import { planGeneration } from './generations';
import { ASKED, WHY, makeLive, openStaging, steeringOf } from './staging.fixture';

let database: TemporaryDatabase;
let source: DataSource;
beforeAll(async () => {
  database = await temporaryDatabase({ filledBy: migrate });
  source = await openDatabase(database.url, 10);
});
afterAll(async () => {
  await source?.destroy();
  await database?.stop();
});

const override = (n: number, change: Partial<NewOverride> = {}): NewOverride => ({
  customerId: null,
  object: { type: 'file' },
  section: 3,
  key: Buffer.alloc(32, n),
  zone: 'red',
  trustGroup: null,
  threat: null,
  reason: 'test',
  author: 'test',
  machine: false,
  expiresAt: null,
  ...change,
});
const PERSON = { name: 'test', machine: false, reach: null };
const inForce = (): Promise<ListedOverride[]> => {
  const any = { reach: null, owner: null, zone: null, kind: null, author: null, search: null };
  const filter = { ...any, state: 'in-force', expiresBefore: null, object: null } as const;
  return new OverrideList(source).page(filter, { after: null, limit: 500, sort: '-created' });
};
const numbers = async (): Promise<number[]> =>
  (await new GenerationHistory(source).newest(500)).map(({ number }) => number).reverse();

describe('generation numbers', () => {
  it('rise by one each, whatever happens at the same time', async () => {
    const overrides = new Overrides(source);
    const before = (await numbers()).length;
    const results = await Promise.all([
      ...Array.from({ length: 6 }, async (_, n) => (await overrides.add(override(n))).generation),
      ...Array.from({ length: 4 }, async (_, n) => (await makeLive(source, `acme/feed-${String(n)}`, 1)).generation),
      (async () => {
        await makeLive(source, 'acme/moved', 1);
        await new Feeds(source).set('acme/moved', { priority: 7 }, 'test', WHY.now);
        return null;
      })(),
    ]);
    const given = results.filter((one) => one !== null);
    expect(new Set(given).size).toBe(given.length);
    const all = await numbers();
    expect(all).toEqual(Array.from({ length: all.length }, (_, n) => n + 1));
    expect(all.length).toBe(before + 12);
    const live = await readGeneration(source);
    expect(live.feeds.map(({ feed }) => feed)).toEqual([
      'acme/moved',
      'acme/feed-0',
      'acme/feed-1',
      'acme/feed-2',
      'acme/feed-3',
    ]);
    expect(live.overrides.put).toHaveLength(6);
  });

  it('are waited for while another change is written for longer than a database may be silent', async () => {
    const impatient = await openDatabase(database.url, 1, { queryTimeoutMs: 1_000 });
    let waiting: Promise<unknown> = Promise.resolve();
    await source.transaction(async (manager) => {
      await planGeneration(manager);
      waiting = new Overrides(impatient).add(override(40));
      await new Promise((done) => setTimeout(done, 1_500));
    });
    expect(await waiting).toMatchObject({ outcome: { what: 'added' } });
    await impatient.destroy();
  });

  it('do not move when nothing changes an answer', async () => {
    const before = await numbers();
    expect(await new Overrides(source).expire(Date.now)).toBe(0);
    await new Feeds(source).set('acme/moved', { priority: 7, open: true }, 'test', WHY.now);
    const told: unknown = await source.query(
      `SELECT detail FROM audit_entry WHERE action = 'feed.set' ORDER BY id DESC LIMIT 1`,
    );
    expect(told).toEqual([{ detail: { priority: 7, open: true, before: { priority: 7, open: false } } }]);
    await expect(new Overrides(source).remove('999999', PERSON)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(new Feeds(source).set('acme/nothing', { priority: 1 }, 'test', WHY.now)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await numbers()).toEqual(before);
  });
});

describe('an override', () => {
  it('counts from its generation on until it is removed, and an earlier one of the owner gives way', async () => {
    const overrides = new Overrides(source);
    const first = await overrides.add(override(50));
    const second = await overrides.add(override(50, { zone: 'green' }));
    expect((await inForce()).filter(({ key }) => key[0] === 50).map(({ zone }) => zone)).toEqual(['green']);
    const history = new GenerationHistory(source);
    expect(await history.overrides(second.generation ?? 0)).toBe(await history.overrides(first.generation ?? 0));
    const removed = await overrides.remove(second.id, PERSON);
    expect(await history.overrides(removed)).toBe((await history.overrides(second.generation ?? 0)) - 1);
    await expect(overrides.remove(second.id, PERSON)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(overrides.add(override(51, { customerId: 'nobody' }))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('ends with its time, several in one generation, by whichever process looks', async () => {
    const overrides = new Overrides(source);
    const past = new Date(Date.now() - 1_000);
    const kept = await overrides.add(override(60, { expiresAt: new Date(Date.now() + 3_600_000) }));
    for (const n of [61, 62, 63]) await overrides.add(override(n, { expiresAt: past }));
    const before = (await numbers()).length;
    const expired = await Promise.all([
      overrides.expire(Date.now),
      overrides.expire(Date.now),
      overrides.expire(Date.now),
    ]);
    expect(expired.reduce((sum, n) => sum + n, 0)).toBe(3);
    expect((await numbers()).length).toBe(before + 1);
    const ids = (await inForce()).map(({ id }) => id);
    expect(ids).toContain(kept.id);
    expect((await readGeneration(source)).overrides.put.some(({ key }) => [61, 62, 63].includes(key[0] ?? 0))).toBe(
      false,
    );
  });
});

describe('activation', () => {
  it('never takes answers back to an older version, and says how the import ended', async () => {
    const older = await openStaging(source, 'acme/order', 1);
    await older.stage.seal();
    const snapshotId = await older.stage.commit(older.snapshot);
    await makeLive(source, 'acme/order', 2);
    const before = await numbers();
    const end = await new PostgresFeedLedger(source).activate(snapshotId, older.importId, WHY);
    expect(end).toEqual({ state: 'unchanged' });
    expect(await numbers()).toEqual(before);
    expect(await new PostgresImportLedger(source).row(older.importId)).toMatchObject({
      state: 'unchanged',
      detail: expect.stringContaining('version 2'),
    });
    const [active] = (await new Feeds(source).snapshots('acme/order')).filter(({ state }) => state === 'active');
    expect(active).toMatchObject({ version: 2 });
  });

  it('by hand is for what is held, once', async () => {
    const steering = steeringOf(source);
    const imports = new PostgresImportLedger(source);
    const { importId, stage, snapshot } = await openStaging(source, 'acme/hand', 1, { hold: true });
    await stage.seal();
    const snapshotId = await stage.commit(snapshot);
    await imports.hold(importId, ASKED);
    expect((await new Feeds(source).snapshots('acme/hand'))[0]).toMatchObject({ state: 'held' });
    const outcomes = await Promise.allSettled([
      steering.activate(snapshotId, 'a', ''),
      steering.activate(snapshotId, 'b', ''),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const [refused] = outcomes.filter((one) => one.status === 'rejected');
    expect(refused?.reason).toMatchObject({ code: 'IMPORT_STATE' });
    expect(await imports.row(importId)).toMatchObject({ state: 'active' });
    await expect(steering.activate(987_654, 'a', '')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
