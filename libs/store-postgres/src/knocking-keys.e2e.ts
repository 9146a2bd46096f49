import { DAY_MS, verifyLicenseFile } from '@pksn/licensing';
import type { TemporaryDatabase } from '@pksn/testing';
import { forgeVendor, temporaryDatabase } from '@pksn/testing';
import type { DataSource, Knock } from './index';
import { KnockingKeys, LicenseDesk, migrate, openDatabase } from './index';

const now = Date.now();
const acme = forgeVendor('acme', now);

let database: TemporaryDatabase;
let source: DataSource;
let knocking: KnockingKeys;
let desk: LicenseDesk;
beforeAll(async () => {
  database = await temporaryDatabase({ filledBy: migrate });
  source = await openDatabase(database.url, 4);
  knocking = new KnockingKeys(source);
  desk = new LicenseDesk(source);
});
afterAll(async () => {
  await source?.destroy();
  await database?.stop();
});
beforeEach(() => source.query('TRUNCATE knocking_key'));

const knock = (fingerprint: string, agoMs = 0, knocks = 1): Knock => ({
  fingerprint,
  firstSeen: new Date(now - agoMs),
  lastSeen: new Date(now - agoMs),
  knocks,
});
const listed = async (): Promise<unknown[]> =>
  (await knocking.list(100)).map((one) => [one.fingerprint, one.knocks, one.pending?.licenseId ?? null, one.revoked]);

it('leaves the list at once when its key is submitted, and tells what waits or was revoked', async () => {
  const [first, second, third] = ['first', 'second', 'third'].map((licenseId) => acme.license({ licenseId }));
  const prints = [first, second, third].map((one) => one?.keyHash.slice(0, 8) ?? '');
  await knocking.add(prints.map((print, i) => knock(print, i * 1_000, 5)));
  const hand = (text: string, approved: boolean): Promise<unknown> =>
    desk.submit({ license: verifyLicenseFile(text, [acme.root]), file: text, actor: 'test', approved });
  await hand(first?.text ?? '', true);
  await hand(second?.text ?? '', false);
  await source.query(`INSERT INTO revoked_key VALUES ($1, 'acme', now(), 'acme', 'stolen')`, [
    Buffer.from(third?.keyHash ?? '', 'hex'),
  ]);
  expect(await listed()).toEqual([
    [prints[1], 5, 'second', false],
    [prints[2], 5, null, true],
  ]);
  const [waiting] = await desk.pending();
  expect(await knocking.one((prints[1] ?? '').toUpperCase())).toMatchObject({
    fingerprint: prints[1],
    pending: { digest: waiting?.digest, vendor: 'acme', customer: 'Example customer' },
  });
  await expect(knocking.one(prints[0] ?? '')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await hand(second?.text ?? '', true);
  expect(await listed()).toEqual([[prints[2], 5, null, true]]);
});

it('knows an older key that nobody submitted by the file that replaces it', async () => {
  const [older, other] = [acme.license({ licenseId: 'renewed' }), acme.license({ licenseId: 'another' })];
  const fresh = acme.license({ licenseId: 'renewed', supersedes: [older.keyHash] });
  const hand = { license: verifyLicenseFile(fresh.text, [acme.root]), file: fresh.text, actor: 'test', approved: true };
  await desk.submit(hand);
  await knocking.add([knock(older.keyHash.slice(0, 8)), knock(other.keyHash.slice(0, 8), 1_000)]);
  const known = {
    vendor: 'acme',
    licenseId: 'renewed',
    customer: 'Example customer',
    currentFingerprint: fresh.keyHash.slice(0, 8),
  };
  expect((await knocking.list(10)).map((one) => one.older)).toEqual([known, null]);
  expect((await knocking.one(older.keyHash.slice(0, 8))).older).toEqual(known);
});

it('finds what awaits approval though its key has not knocked', async () => {
  const quiet = acme.license({ licenseId: 'quiet' });
  const license = verifyLicenseFile(quiet.text, [acme.root]);
  await desk.submit({ license, file: quiet.text, actor: 'test', approved: false });
  expect(await knocking.one(quiet.keyHash.slice(0, 8))).toMatchObject({ knocks: 0, pending: { licenseId: 'quiet' } });
});

it('drops an entry until its key knocks again, and writes down who did', async () => {
  await knocking.add([knock('aaaaaaaa', 0, 7)]);
  await knocking.dismiss('AAAAAAAA', 'license-manager:test');
  expect(await listed()).toEqual([]);
  await expect(knocking.dismiss('aaaaaaaa', 'test')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(
    await source.query(`SELECT actor, subject, detail FROM audit_entry WHERE action = 'license.knock-dismissed'`),
  ).toEqual([{ actor: 'license-manager:test', subject: 'aaaaaaaa', detail: { knocks: 7 } }]);
  await knocking.add([knock('aaaaaaaa')]);
  expect(await listed()).toEqual([['aaaaaaaa', 1, null, false]]);
});

it('forgets who has not asked for 90 days, and keeps the latest 10,000', async () => {
  await knocking.add([knock('aaaaaaaa', 91 * DAY_MS)]);
  await source.query(`INSERT INTO knocking_key VALUES ('bbbbbbbb', now(), now() - interval '91 days', 1)`);
  expect(await listed()).toEqual([]);
  await knocking.add([knock('cccccccc', 89 * DAY_MS)]);
  expect(await source.query('SELECT fingerprint FROM knocking_key')).toEqual([{ fingerprint: 'cccccccc' }]);
  await knocking.add(Array.from({ length: 10_005 }, (_, i) => knock(i.toString(16).padStart(8, '0'), i * 1_000)));
  const [{ n, oldest }] = (await source.query(
    `SELECT count(*)::int AS n, min(last_seen) AS oldest FROM knocking_key`,
  )) as [{ n: number; oldest: Date }];
  expect([n, oldest.getTime()]).toEqual([10_000, now - 9_999_000]);
});
