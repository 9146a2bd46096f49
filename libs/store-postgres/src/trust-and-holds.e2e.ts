import type { StoredRoot } from '@pksn/ingest';
import type { TemporaryDatabase } from '@pksn/testing';
import { temporaryDatabase } from '@pksn/testing';
import type { DataSource, SnapshotSteering } from './index';
import {
  Feeds,
  GuardLists,
  PostgresFeedLedger,
  PostgresImportLedger,
  SnapshotRetention,
  TrustedVendors,
  migrate,
  openDatabase,
} from './index';
import { LOCKS } from './locks';
import type { Staged } from './staging.fixture';
import { ASKED, WHY, makeLive, openStaging, steeringOf, trustVendor } from './staging.fixture';

let database: TemporaryDatabase;
let source: DataSource;
let feeds: PostgresFeedLedger;
let steering: SnapshotSteering;
let imports: PostgresImportLedger;
beforeAll(async () => {
  database = await temporaryDatabase({ filledBy: migrate });
  source = await openDatabase(database.url, 8);
  feeds = new PostgresFeedLedger(source);
  steering = steeringOf(source);
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
  await expect(feeds.activate(snapshotId, staged.importId, WHY)).rejects.toMatchObject({
    code: 'PACKAGE_UNTRUSTED',
  });
  await expect(steering.activate(snapshotId, 'test', '')).rejects.toMatchObject({ code: 'PACKAGE_UNTRUSTED' });
  expect(await generations()).toEqual(before);
  expect(await source.query(`SELECT 1 FROM feed WHERE name = 'late/core'`)).toEqual([]);
});

it('tells in the history which root came into force and which it followed, and takes no other of that version', async () => {
  const root = (version: number, fingerprint: string): StoredRoot => ({
    ...{ vendor: 'turn', version, fingerprint, expiresAt: '2099-01-01T00:00:00Z' },
    envelope: { payloadType: 'x', payload: '', signatures: [] },
  });
  const staged = await openStaging(source, 'turn/core', 1);
  const rival = await openStaging(source, 'turn/other', 1);
  const again = await openStaging(source, 'turn/third', 1);
  const bringing = ({ snapshot, ...rest }: Staged, ...rootUpdates: StoredRoot[]): Staged => ({
    ...rest,
    snapshot: { ...snapshot, rootUpdates },
  });
  await commit(bringing(staged, root(1, 'anchor'), root(2, 'second'), root(3, 'third')));
  await commit(bringing(again, root(2, 'second'), root(3, 'third')));
  await expect(commit(bringing(rival, root(3, 'rival')))).rejects.toMatchObject({ code: 'TRUST_CHAIN_BROKEN' });
  await rival.stage.abandon();
  await untrust('turn');
  const entries: unknown = await source.query(
    `SELECT action, detail - 'importId' AS detail FROM audit_entry WHERE action LIKE 'trust.%' AND subject = 'turn' ORDER BY id`,
  );
  const known = (version: number, fingerprint: string): object => ({ version, fingerprint });
  expect(entries).toEqual([
    { action: 'trust.rotated', detail: { ...known(1, 'anchor'), before: null } },
    { action: 'trust.rotated', detail: { ...known(2, 'second'), before: known(1, 'anchor') } },
    { action: 'trust.rotated', detail: { ...known(3, 'third'), before: known(2, 'second') } },
    { action: 'trust.removed', detail: { before: known(3, 'third'), feeds: [] } },
  ]);
});

it('never lets both win when trust ends in the moment of an activation', async () => {
  for (let round = 0; round < 10; round++) {
    const vendor = `race-${String(round)}`;
    const staged = await openStaging(source, `${vendor}/core`, 1);
    const snapshotId = await commit(staged);
    await Promise.allSettled([feeds.activate(snapshotId, staged.importId, WHY), untrust(vendor)]);
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
  expect(await feeds.activate(Number(found?.snapshotId), third.importId, WHY)).toMatchObject({ state: 'active' });
  expect(await stateOf('up/core')).toBe('active');
});

it('activates what is live once only', async () => {
  const { snapshotId } = await makeLive(source, 'once/core', 1);
  const again = await openStaging(source, 'once/core', 2);
  await again.stage.abandon();
  expect(await feeds.activate(snapshotId, again.importId, WHY)).toEqual({ state: 'unchanged' });
  expect(await imports.find(again.importId)).toMatchObject({ state: 'unchanged' });
  expect(await stateOf('once/core')).toBe('active');
});

it('names the held version below a snapshot, also one that is only about to be held, and no longer once it is free', async () => {
  await makeLive(source, 'chain/core', 1);
  const base = async (version: number) => (await feeds.retained('chain/core', version, hash(version)))!;
  const second = await openStaging(source, 'chain/core', 2, { base: await base(1), hold: true });
  const secondId = await commit(second);
  const [third, fourth] = [
    await openStaging(source, 'chain/core', 3, { base: await base(2) }),
    await openStaging(source, 'other/core', 1),
  ];
  const thirdId = await commit(third);
  const end = await feeds.activate(thirdId, third.importId, WHY);
  expect(end).toMatchObject({
    state: 'held',
    hold: { kind: 'base', reason: expect.stringMatching(/builds on version 2/) },
  });
  expect(await imports.row(third.importId)).toMatchObject({
    state: 'held',
    detail: expect.stringMatching(/version 2/),
  });
  await imports.hold(second.importId, ASKED);
  expect(await feeds.activate(await commit(fourth), fourth.importId, WHY)).toMatchObject({ state: 'active' });
  await steering.activate(thirdId, 'test', '');
  expect((await new Feeds(source).snapshots('chain/core')).map(({ state }) => state)).toEqual([
    'active',
    'retained',
    'retained',
  ]);
  expect(await imports.row(second.importId)).toMatchObject({
    state: 'unchanged',
    detail: expect.stringContaining('version 3'),
  });
  await expect(steering.activate(secondId, 'test', '')).rejects.toMatchObject({ code: 'IMPORT_STATE' });
});

it('lets nothing go live by itself that guards of now have not seen, and a person with a reason only', async () => {
  const feed = 'seen/core';
  await makeLive(source, feed, 1);
  const hour = { kind: 'policy' as const, reason: 'waits', activateAt: WHY.now };
  const waiting = await openStaging(source, feed, 2);
  const id = await commit(waiting);
  await imports.hold(waiting.importId, hour);
  await new GuardLists(source).setThresholds(feed, { gonePercent: 5, popularFlips: null, popularFrom: 1 }, 'test');
  const fresh = await openStaging(source, feed, 3);
  expect(await feeds.activate(await commit(fresh), fresh.importId, WHY)).toEqual({ state: 'unjudged' });
  expect(await steering.due(WHY.now)).toEqual([feed]);
  expect(await steering.activateDue(feed, WHY.now)).toBeNull();
  await source.query('UPDATE feed SET pinned = true WHERE name = $1', [feed]);
  await expect(steering.release(feed, WHY)).rejects.toMatchObject({ code: 'IMPORT_STATE' });
  await expect(steering.activate(id, 'test', null)).rejects.toMatchObject({ code: 'SNAPSHOT_REASON' });
  await steering.activate(id, 'test', 'seen by eye');
  const [entry] = (await source.query(
    `SELECT detail FROM audit_entry WHERE action = 'snapshot.activated' AND subject = $1 ORDER BY id DESC LIMIT 1`,
    [feed],
  )) as { detail: object }[];
  expect(entry?.detail).toMatchObject({ reason: 'seen by eye', overruled: expect.stringContaining('guards have not') });
});

function hash(version: number): string {
  return version.toString(16).padStart(64, '0');
}

it('looks for old snapshots without waiting for whoever makes a generation', async () => {
  const staged = await openStaging(source, 'kept/core', 1);
  await feeds.activate(await commit(staged), staged.importId, WHY);
  const pace = { count: 2, ageMs: 0, graceMs: 0 };
  const retention = new SnapshotRetention(source, { removeFiles: () => Promise.resolve() }, pace);
  await source.transaction(async (manager) => {
    await manager.query('SELECT pg_advisory_xact_lock($1)', [LOCKS.generation]);
    expect(await retention.round(WHY.now)).toMatchObject({ snapshots: 0 });
  });
});
