import { createHash } from 'node:crypto';
import type { LicensePayload, LicenseStatus, LicenseStatusPayload } from '@pksn/licensing';
import { Registry, verifyLicenseFile, verifyLicenseStatus } from '@pksn/licensing';
import type { ForgedLicense, ForgedVendor, TemporaryDatabase } from '@pksn/testing';
import { forgeVendor, temporaryDatabase } from '@pksn/testing';
import type { DataSource } from './index';
import {
  LicenseAnnouncements,
  LicenseDesk,
  PostgresImportLedger,
  TrustedVendors,
  migrate,
  openDatabase,
  readRegistry,
} from './index';
import { applyLicenseStatuses } from './license-status';
import { ASKED, openStaging, steeringOf, trustVendor } from './staging.fixture';

const HOUR_MS = 3_600_000;
const now = Date.now();
const iso = (ms: number): string => new Date(ms).toISOString();
const acme = forgeVendor('acme', now);
const rival = forgeVendor('rival', now);

let database: TemporaryDatabase;
let source: DataSource;
let desk: LicenseDesk;
let announcements: LicenseAnnouncements;
beforeAll(async () => {
  database = await temporaryDatabase({ filledBy: migrate });
  source = await openDatabase(database.url, 8);
  desk = new LicenseDesk(source);
  announcements = new LicenseAnnouncements(source);
  await trustVendor(source, 'acme');
  await trustVendor(source, 'rival');
});
afterAll(async () => {
  await source?.destroy();
  await database?.stop();
});

/** A license issued so many hours ago. */
const license = (
  licenseId: string,
  hoursAgo = 24,
  change: Partial<LicensePayload> = {},
  vendor: ForgedVendor = acme,
): ForgedLicense =>
  vendor.license({
    licenseId,
    customer: { id: 'one customer of both vendors', name: 'Example' },
    issuedAt: iso(now - hoursAgo * HOUR_MS),
    notBefore: iso(now - 48 * HOUR_MS),
    ...change,
  });
const verify = (text: string) => verifyLicenseFile(text, [acme.root, rival.root]);
const submit = async (one: ForgedLicense, approved = true): Promise<string> =>
  (await desk.submit({ license: verify(one.text), file: one.text, actor: 'test', approved })).state;
const verdict = async (one: { keyHash: string }, hours = 0): Promise<string> => {
  const { keys } = await readRegistry(source);
  const judgement = new Registry(keys).judge(Buffer.from(one.keyHash, 'hex'), now + hours * HOUR_MS);
  return judgement.granted ? 'granted' : judgement.code;
};
const status = (change: Partial<LicenseStatusPayload>, vendor = acme): LicenseStatus =>
  verifyLicenseStatus(vendor.status(change), vendor.root);
const changeOf = (licenseId: string, hoursAgo: number, vendor = acme): LicenseStatus =>
  status({ changed: [{ licenseId, changedAt: iso(now - hoursAgo * HOUR_MS) }] }, vendor);
const revisionOf = async (): Promise<number> => (await readRegistry(source)).revision;
const audits = (): Promise<{ action: string }[]> => source.query('SELECT action FROM audit_entry ORDER BY id');

let version = 0;
/** Imports a package as far as to its snapshot, which nobody has activated. */
async function stagePackage(...licensing: LicenseStatus[]): Promise<{ snapshotId: number; importId: string }> {
  const { stage, snapshot, importId } = await openStaging(source, 'acme/core', ++version, { hold: true });
  await stage.seal();
  return { snapshotId: await stage.commit({ ...snapshot, licensing }), importId };
}

it('takes effect when its package is staged, although the snapshot is held, and stays when another is live', async () => {
  const [changed, revoked] = [license('held-changed'), license('held-revoked')];
  await submit(changed);
  await submit(revoked);
  const before = await stagePackage();
  const { snapshotId, importId } = await stagePackage(
    changeOf('held-changed', 1),
    status({ revoked: [revoked.keyHash] }),
  );
  await new PostgresImportLedger(source).hold(importId, ASKED);
  const expected = ['granted', 'LICENSE_CHANGED', 'LICENSE_REVOKED'];
  const seen = async (): Promise<string[]> => [
    await verdict(changed, 70),
    await verdict(changed, 72),
    await verdict(revoked),
  ];
  expect(await seen()).toEqual(expected);
  const steering = steeringOf(source);
  await steering.activate(snapshotId, 'test', '');
  await steering.activate(before.snapshotId, 'test', 'back');
  expect(await seen()).toEqual(expected);
});

it('is written with the snapshot or not at all, and once', async () => {
  const [one, other] = [license('torn', 101), license('torn-revoked')];
  await submit(one);
  await submit(other);
  const licensing = [changeOf('torn', 100), status({ revoked: [other.keyHash] })];
  const { stage, snapshot } = await openStaging(source, 'acme/core', ++version);
  await stage.seal();
  const { feed } = snapshot.manifest;
  await source.query(`INSERT INTO run (id, feed, version, sections) VALUES ($1, $2, 1, '{}')`, [stage.runId, feed]);
  const [revision, entries] = [await revisionOf(), await audits()];
  await expect(stage.commit({ ...snapshot, licensing })).rejects.toThrow(/duplicate key/);
  await stage.abandon();
  expect([await verdict(one), await verdict(other)]).toEqual(['granted', 'granted']);
  expect([await revisionOf(), await audits()]).toEqual([revision, entries]);
  expect(await source.query(`SELECT 1 FROM license_change WHERE license_id = 'torn'`)).toEqual([]);
  await stagePackage(...licensing);
  expect([await verdict(one), await verdict(other)]).toEqual(['LICENSE_CHANGED', 'LICENSE_REVOKED']);
  expect(await revisionOf()).toBe(revision + 1);
});

it('changes nothing more the second time, or when an older document comes again', async () => {
  const [first, second] = [license('again', 24), license('again', 6)];
  const gone = license('again-gone');
  await submit(first);
  await submit(gone);
  const old = status({
    issuedAt: iso(now - 10 * HOUR_MS),
    revoked: [gone.keyHash],
    changed: [{ licenseId: 'again', changedAt: iso(now - 10 * HOUR_MS), reason: 'renewed' }],
  });
  expect(await announcements.apply(old, 'test')).toEqual({ revoked: 1, changed: 1, keys: 2 });
  await submit(second);
  await stagePackage(status({ revoked: [], changed: [] }));
  const [revision, entries] = [await revisionOf(), await audits()];
  expect(await announcements.apply(old, 'test')).toEqual({ revoked: 0, changed: 0, keys: 0 });
  await stagePackage(old, old);
  expect(await revisionOf()).toBe(revision);
  const added = (await audits()).slice(entries.length).map(({ action }) => action);
  expect(added).toEqual(['package.received', 'package.staged']);
  expect([await verdict(first, 61), await verdict(first, 63)]).toEqual(['granted', 'LICENSE_KEY_SUPERSEDED']);
  expect([await verdict(second, 1_000), await verdict(gone)]).toEqual(['granted', 'LICENSE_REVOKED']);
  const told = await source.query(
    `SELECT actor, action, detail->>'reason' AS reason FROM audit_entry WHERE subject = 'again' AND action = 'license.changed'`,
  );
  expect(told).toEqual([{ actor: 'test', action: 'license.changed', reason: 'renewed' }]);
});

it('marks a key that is submitted only after its change was announced, and not the one that answers it', async () => {
  expect(await announcements.apply(changeOf('early-word', 100), 'test')).toEqual({ revoked: 0, changed: 1, keys: 0 });
  const [old, fresh] = [license('early-word', 101), license('early-word', 99)];
  await submit(old);
  expect(await verdict(old)).toBe('LICENSE_CHANGED');
  await submit(fresh);
  expect([await verdict(old), await verdict(fresh)]).toEqual(['LICENSE_KEY_SUPERSEDED', 'granted']);
  // A second change, in a document that still carries the first.
  const both = [changeOf('early-word', 100), changeOf('early-word', 90)];
  await stagePackage(...both);
  expect(await verdict(fresh)).toBe('LICENSE_CHANGED');
  const newest = license('early-word', 1);
  await submit(newest);
  await stagePackage(...both);
  expect([await verdict(fresh), await verdict(newest, 1_000)]).toEqual(['LICENSE_KEY_SUPERSEDED', 'granted']);
});

it('counts from the time that it names: long past, with no overlap left; ahead of this clock, from then on', async () => {
  const [past, ahead] = [license('past', 30), license('ahead', 30)];
  await submit(past);
  await submit(ahead);
  await announcements.apply(changeOf('past', 29), 'test');
  await desk.setOverlap('past', 29, 'test');
  await desk.setOverlap('ahead', 0, 'test');
  await announcements.apply(
    status({ issuedAt: iso(now + 9 * HOUR_MS), changed: [{ licenseId: 'ahead', changedAt: iso(now + 9 * HOUR_MS) }] }),
    'test',
  );
  expect([await verdict(past, -0.1), await verdict(past)]).toEqual(['granted', 'LICENSE_CHANGED']);
  expect([await verdict(ahead, 8.9), await verdict(ahead, 9)]).toEqual(['granted', 'LICENSE_CHANGED']);
  await announcements.apply(changeOf('past', 1_000_000 / 24), 'test');
  expect(await verdict(past, -0.1)).toBe('granted');
});

it('never lets a revoked key come back', async () => {
  const [before, after, waiting] = [license('never-1'), license('never-2'), license('never-3')];
  await submit(after);
  expect(await submit(waiting, false)).toBe('pending');
  await stagePackage(status({ revoked: [before, after, waiting].map((one) => one.keyHash) }));
  const { digest } = verify(waiting.text);
  const refused = { code: 'LICENSE_REVOKED' };
  for (const one of [before, after, waiting]) {
    await expect(submit(one)).rejects.toMatchObject(refused);
    await expect(submit(one, false)).rejects.toMatchObject(refused);
    const newer = license(one.payload.licenseId, 1, { keyHash: one.keyHash });
    await expect(submit(newer)).rejects.toMatchObject(refused);
  }
  await expect(desk.approve(digest, verify, 'test')).rejects.toMatchObject(refused);
  await stagePackage(status({ revoked: [] }));
  expect(await verdict(after)).toBe('LICENSE_REVOKED');
  expect([await verdict(before), await verdict(waiting)]).toEqual(Array(2).fill('LICENSE_KEY_NOT_SUBMITTED'));
  await submit(license('never-2', 1));
  expect(await verdict(after)).toBe('LICENSE_REVOKED');
});

it('reaches only what the same vendor signed, whatever ids and hashes another one uses', async () => {
  const [ours, theirs] = [license('same id'), license('same id', 23, {}, rival)];
  await submit(ours);
  await submit(theirs);
  await announcements.apply(changeOf('same id', 20, rival), 'test');
  await announcements.apply(status({ revoked: [ours.keyHash] }, rival), 'test');
  expect([await verdict(ours, 1_000), await verdict(theirs, 1_000)]).toEqual(['granted', 'LICENSE_CHANGED']);
  // A hash that another vendor has revoked, or a license id that it has changed, before ours was known here.
  const later = license('later id');
  await announcements.apply(status({ revoked: [later.keyHash] }, rival), 'test');
  await announcements.apply(changeOf('later id', 1, rival), 'test');
  await submit(later);
  expect(await verdict(later, 1_000)).toBe('granted');
  // Nor by a license of its own: for the same key, or in place of it.
  const twin = license('same id', 1, { keyHash: ours.keyHash, supersedes: [later.keyHash] }, rival);
  await expect(submit(twin)).rejects.toMatchObject({ code: 'LICENSE_CONFLICT' });
  await submit(license('same id', 1, { supersedes: [ours.keyHash, later.keyHash] }, rival));
  expect([await verdict(ours, 1_000), await verdict(later, 1_000)]).toEqual(['granted', 'granted']);
  await announcements.apply(status({ revoked: [ours.keyHash] }), 'test');
  expect([await verdict(ours), await verdict(later)]).toEqual(['LICENSE_REVOKED', 'granted']);
});

it('is not taken from a vendor whose trust has ended', async () => {
  await trustVendor(source, 'former');
  const former = forgeVendor('former', now);
  await new TrustedVendors(source).remove('former', 'test');
  const word = status({ revoked: ['ab'.repeat(32)] }, former);
  await expect(announcements.apply(word, 'test')).rejects.toMatchObject({ code: 'PACKAGE_UNTRUSTED' });
  expect(await source.query(`SELECT 1 FROM revoked_key WHERE vendor = 'former'`)).toEqual([]);
});

it('takes 20,000 entries in as many statements as one', async () => {
  const COUNT = 20_000;
  const hashOf = (n: number): string =>
    createHash('sha256')
      .update(`key ${String(n)}`)
      .digest('hex');
  await submit(license('template'));
  await source.query(
    `INSERT INTO license (vendor, license_id, customer_id, vendor_customer_id, product, edition)
     SELECT vendor, 'bulk-' || n, customer_id, vendor_customer_id, product, edition
     FROM license, generate_series(1, $1) n WHERE vendor = 'acme' AND license_id = 'template'`,
    [COUNT],
  );
  await source.query(
    `INSERT INTO license_key (key_hash, vendor, license_id, digest, supersedes, issued_at, not_before, expires_at, grace_days, file, submitted_at, submitted_by)
     SELECT sha256(convert_to('key ' || n, 'UTF8')), vendor, 'bulk-' || n, digest, supersedes, issued_at, not_before, expires_at, grace_days, file, submitted_at, submitted_by
     FROM license_key, generate_series(1, $1) n WHERE vendor = 'acme' AND license_id = 'template'`,
    [COUNT],
  );
  const numbers = Array.from({ length: COUNT / 2 }, (_, i) => i + 1);
  const large = status({
    revoked: numbers.map(hashOf),
    changed: numbers.map((n) => ({ licenseId: `bulk-${String(n + COUNT / 2)}`, changedAt: iso(now - 80 * 60_000) })),
  });
  const statementsOf = (document: LicenseStatus): Promise<number> =>
    source.transaction(async (manager) => {
      const query = jest.spyOn(manager, 'query');
      await applyLicenseStatuses(manager, [document], 'test');
      return query.mock.calls.length;
    });
  const one = license('just one');
  await submit(one);
  const few = await statementsOf(status({ revoked: [one.keyHash], changed: [] }));
  expect(await statementsOf(large)).toBe(few);
  expect(few).toBeLessThan(20);
  const { keys } = await readRegistry(source);
  const registry = new Registry(keys);
  const codes = new Map<string, number>();
  for (let n = 1; n <= COUNT; n++) {
    const judged = registry.judge(Buffer.from(hashOf(n), 'hex'), now + 100 * HOUR_MS);
    const code = judged.granted ? 'granted' : judged.code;
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  expect(Object.fromEntries(codes)).toEqual({ LICENSE_REVOKED: COUNT / 2, LICENSE_CHANGED: COUNT / 2 });
  expect(await announcements.apply(large, 'test')).toEqual({ revoked: 0, changed: 0, keys: 0 });
});
