import type { TemporaryDatabase } from '@pksn/testing';
import { temporaryDatabase } from '@pksn/testing';
import type { DataSource } from './index';
import { Feeds, PostgresFeedLedger, PostgresImportLedger, TrustedVendors, migrate, openDatabase } from './index';
import type { Staged } from './staging.fixture';
import { makeLive, openStaging, trustVendor } from './staging.fixture';

let database: TemporaryDatabase;
let source: DataSource;
let feeds: PostgresFeedLedger;
let imports: PostgresImportLedger;
beforeAll(async () => {
  database = await temporaryDatabase();
  await migrate(database.url);
  source = await openDatabase(database.url, 8);
  feeds = new PostgresFeedLedger(source);
  imports = new PostgresImportLedger(source);
});
afterAll(async () => {
  await source?.destroy();
  await database?.stop();
});

const untrust = (vendor: string): Promise<void> => new TrustedVendors(source).remove(vendor, 'test');
const commit = async ({ stage, snapshot }: Staged): Promise<number> => {
  await stage.seal();
  return stage.commit(snapshot);
};
const stateOf = async (feed: string): Promise<string | undefined> =>
  (await new Feeds(source).snapshots(feed))[0]?.state;

it('commits and activates nothing of a vendor whose trust ended meanwhile', async () => {
  const late = await openStaging(source, 'late/core', 1);
  const staged = await openStaging(source, 'late/other', 1);
  const snapshotId = await commit(staged);
  await untrust('late');
  await late.stage.seal();
  await expect(late.stage.commit(late.snapshot)).rejects.toMatchObject({ code: 'PACKAGE_UNTRUSTED' });
  await late.stage.abandon();
  const generations = async (): Promise<unknown> => source.query('SELECT number, feeds FROM generation');
  const before = await generations();
  await expect(feeds.activate(snapshotId, staged.importId, 'test', '')).rejects.toMatchObject({
    code: 'PACKAGE_UNTRUSTED',
  });
  await expect(feeds.activateByHand(snapshotId, 'test', '')).rejects.toMatchObject({ code: 'PACKAGE_UNTRUSTED' });
  expect(await generations()).toEqual(before);
  expect(await source.query(`SELECT 1 FROM feed WHERE name = 'late/core'`)).toEqual([]);
});

it('never lets both win when trust ends in the moment of an activation', async () => {
  for (let round = 0; round < 10; round++) {
    const vendor = `race-${String(round)}`;
    const staged = await openStaging(source, `${vendor}/core`, 1);
    const snapshotId = await commit(staged);
    await Promise.allSettled([feeds.activate(snapshotId, staged.importId, 'test', ''), untrust(vendor)]);
    const [newest] = (await source.query('SELECT feeds FROM generation ORDER BY number DESC LIMIT 1')) as [
      { feeds: { feed: string }[] },
    ];
    expect(newest.feeds.map(({ feed }) => feed)).not.toContain(`${vendor}/core`);
  }
});

it('takes the snapshot of the very package up again when nothing is live, and not otherwise', async () => {
  const digest = 'digest of up/core 1';
  await makeLive(source, 'up/core', 1);
  const again = await openStaging(source, 'up/core', 1);
  await again.stage.abandon();
  expect(await feeds.takeUp(again.importId, 'up/core', digest)).toBe(false);
  expect(await imports.find(again.importId)).toMatchObject({ state: 'verified', snapshotId: null });
  await untrust('up');
  await trustVendor(source, 'up');
  expect(await feeds.takeUp(again.importId, 'up/core', 'another digest')).toBe(false);
  expect(await feeds.takeUp(again.importId, 'up/core', digest)).toBe(true);
  const found = await imports.find(again.importId);
  expect(found).toMatchObject({ state: 'staged', snapshotId: expect.anything() });
  // Its import is under way: another one has nothing to take.
  const third = await openStaging(source, 'up/core', 1);
  await third.stage.abandon();
  expect(await feeds.takeUp(third.importId, 'up/core', digest)).toBe(false);
  await imports.markReady(again.importId);
  await imports.close(again.importId, 'rejected', { code: 'INTERNAL', detail: 'x' });
  expect(await feeds.takeUp(third.importId, 'up/core', digest)).toBe(true);
  expect(await feeds.activate(Number(found?.snapshotId), third.importId, 'test', '')).toEqual(expect.any(Number));
  expect(await stateOf('up/core')).toBe('active');
});

it('activates what is live once only', async () => {
  const { snapshotId } = await makeLive(source, 'once/core', 1);
  const again = await openStaging(source, 'once/core', 2);
  await again.stage.abandon();
  expect(await feeds.activate(snapshotId, again.importId, 'test', '')).toBeNull();
  expect(await imports.find(again.importId)).toMatchObject({ state: 'unchanged' });
  expect(await stateOf('once/core')).toBe('active');
});

it('names the held version below a snapshot, also one that is only about to be held, and no longer once it is free', async () => {
  const first = await makeLive(source, 'chain/core', 1);
  const base = async (version: number) => (await feeds.retained('chain/core', version, hash(version)))!;
  const second = await openStaging(source, 'chain/core', 2, { base: await base(1), hold: true });
  const secondId = await commit(second);
  const third = await openStaging(source, 'chain/core', 3, { base: await base(2) });
  const thirdId = await commit(third);
  const why = /builds on version 2, which is held/;
  expect(await feeds.reasonToHold('chain/core', first.snapshotId)).toBeNull();
  expect(await feeds.reasonToHold('chain/core', thirdId)).toMatch(why);
  await imports.close(second.importId, 'held', { code: null, detail: 'held as asked for' });
  expect(await feeds.reasonToHold('chain/core', thirdId)).toMatch(why);
  await feeds.activateByHand(thirdId, 'test', '');
  expect((await new Feeds(source).snapshots('chain/core')).map(({ state }) => state)).toEqual([
    'active',
    'retained',
    'retained',
  ]);
  expect(await imports.row(second.importId)).toMatchObject({
    state: 'unchanged',
    detail: expect.stringContaining('version 3'),
  });
  await expect(feeds.activateByHand(secondId, 'test', '')).rejects.toMatchObject({ code: 'IMPORT_STATE' });
});

function hash(version: number): string {
  return version.toString(16).padStart(64, '0');
}
