import type { TemporaryDatabase } from '@pksn/testing';
import { temporaryDatabase } from '@pksn/testing';
import type { DataSource, ImportPlace } from './index';
import { PostgresImportLedger, migrate, openDatabase } from './index';
import { ASKED, makeLive, openStaging, receive, steeringOf } from './staging.fixture';

let database: TemporaryDatabase;
let source: DataSource;
let ledger: PostgresImportLedger;
beforeAll(async () => {
  database = await temporaryDatabase({ filledBy: migrate });
  source = await openDatabase(database.url, 6);
  ledger = new PostgresImportLedger(source);
});
afterAll(async () => {
  await source?.destroy();
  await database?.stop();
});

it('lists what is unfinished in the order of its arrival', async () => {
  const ids: string[] = [];
  for (let n = 0; n < 4; n++) ids.push(await receive(source));
  await ledger.close(ids[1]!, 'rejected', { code: 'PACKAGE_MAGIC', detail: 'x' });
  expect((await ledger.unfinished()).map(({ id }) => id)).toEqual([ids[0], ids[2], ids[3]]);
  const states = await ledger.states([...ids, 'not an id']);
  expect(ids.map((id) => states.get(id))).toEqual(['open', 'ended', 'open', 'open']);
  expect(states.size).toBe(4);
});

it('lets one process at a time work on an import, and tells when the lock was lost', async () => {
  const id = await receive(source);
  const other = await openDatabase(database.url, 2);
  const inside = await ledger.exclusively(id, async (lock) => {
    expect(await new PostgresImportLedger(other).exclusively(id, () => Promise.reject(new Error('not alone')))).toBe(
      false,
    );
    expect(await new PostgresImportLedger(other).exclusively(await receive(source), async () => undefined)).toBe(true);
    expect(await lock.held()).toBe(true);
    const [holder] = (await other.query(`SELECT pid FROM pg_locks WHERE locktype = 'advisory'`)) as { pid: number }[];
    await other.query('SELECT pg_terminate_backend($1)', [holder?.pid]);
    expect(await lock.held()).toBe(false);
  });
  expect(inside).toBe(true);
  expect(await new PostgresImportLedger(other).exclusively(id, async () => undefined)).toBe(true);
  await expect(ledger.exclusively(id, () => Promise.reject(new Error('inside')))).rejects.toThrow('inside');
  expect(await other.query(`SELECT 1 FROM pg_locks WHERE locktype = 'advisory'`)).toEqual([]);
  await other.destroy();
});

it('keeps an end as it is, whatever comes late', async () => {
  const id = await receive(source);
  await ledger.close(id, 'unchanged', { code: null, detail: 'first' });
  await ledger.close(id, 'rejected', { code: 'INTERNAL', detail: 'late' });
  await ledger.markVerified(id, { feed: 'acme/core', version: 1, kind: 'full', manifestDigest: 'x', totalRecords: 1 });
  await ledger.markReady(id);
  expect(await ledger.row(id)).toMatchObject({ state: 'unchanged', code: null, detail: 'first', feed: null });
  const audited = (await source.query(`SELECT action FROM audit_entry WHERE subject = $1 ORDER BY id`, [id])) as {
    action: string;
  }[];
  expect(audited.map(({ action }) => action)).toEqual(['package.received', 'package.unchanged']);
});

it('shows progress of what is being staged only', async () => {
  const { importId, stage } = await openStaging(source, 'acme/progress', 1);
  await stage.abandon();
  await ledger.progress(importId, 'staging', 1);
  expect(await ledger.row(importId)).toMatchObject({ phase: 'staging', doneRecords: 1 });
  const { importId: done } = await makeLive(source, 'acme/progress', 1);
  const before = await ledger.row(done);
  await ledger.progress(done, 'staging', 0);
  expect(await ledger.row(done)).toEqual(before);
});

it('holds a snapshot only as long as nobody decided about it', async () => {
  const { stage, snapshot, importId } = await openStaging(source, 'acme/decided', 1, { hold: true });
  await stage.seal();
  const snapshotId = await stage.commit(snapshot);
  await steeringOf(source).activate(snapshotId, 'a person', 'at once');
  await ledger.hold(importId, ASKED);
  expect(await source.query('SELECT state FROM snapshot WHERE id = $1', [snapshotId])).toEqual([{ state: 'active' }]);
  expect(await ledger.row(importId)).toMatchObject({ state: 'active', generation: expect.any(Number) });
});

it('counts failures', async () => {
  const id = await receive(source);
  expect([await ledger.countFailure(id), await ledger.countFailure(id)]).toEqual([1, 2]);
  expect(await ledger.find(id)).toMatchObject({ attempts: 2, state: 'received' });
});

it('counts begins without an end in order, and pages through all, also those that came in one microsecond', async () => {
  const id = await receive(source);
  expect([await ledger.begin(id), await ledger.begin(id)]).toEqual([0, 1]);
  expect(await ledger.find(id)).toMatchObject({ begun: 2 });
  await ledger.survived(id);
  expect(await ledger.begin(id)).toBe(0);
  await source.query(`UPDATE package_import SET created_at = '2026-11-22T10:00:00.123456Z' WHERE id <> $1`, [id]);
  await source.query(`UPDATE package_import SET created_at = '2026-11-22T10:00:00.123457Z' WHERE id = $1`, [id]);
  const all = (await source.query('SELECT id FROM package_import ORDER BY created_at DESC, id')) as { id: string }[];
  const paged: string[] = [];
  for (let after: ImportPlace | null = null, n = 0; n <= all.length; n++) {
    const [found] = await ledger.page({ limit: 1, after, before: null, state: null });
    if (found === undefined) break;
    paged.push(found.row.id);
    after = found.place;
  }
  expect(paged).toEqual(all.map((row) => row.id));
  expect(paged[0]).toBe(id);
  const before = new Date('2026-11-22T10:00:00.123Z');
  expect(await ledger.page({ limit: 9, after: null, before, state: null })).toEqual([]);
  const refused = await ledger.page({ limit: 99, after: null, before: null, state: 'rejected' });
  expect(refused.map(({ row }) => row.state)).toEqual(['rejected']);
});
