import type { LicensePayload } from '@pksn/licensing';
import { Registry, parseLicenseStatus, verifyLicenseFile } from '@pksn/licensing';
import type { ForgedLicense, ForgedVendor, TemporaryDatabase } from '@pksn/testing';
import { forgeVendor, temporaryDatabase } from '@pksn/testing';
import type { DataSource } from './index';
import { LicenseDesk, Licenses, migrate, openDatabase, readRegistry } from './index';
import { openStaging } from './staging.fixture';

const HOUR_MS = 3_600_000;
const now = Date.now();
const iso = (ms: number): string => new Date(ms).toISOString();
const acme = forgeVendor('acme', now);
const rival = forgeVendor('rival', now);

let database: TemporaryDatabase;
let source: DataSource;
let desk: LicenseDesk;
let licenses: Licenses;
beforeAll(async () => {
  database = await temporaryDatabase({ filledBy: migrate });
  source = await openDatabase(database.url, 8);
  desk = new LicenseDesk(source);
  licenses = new Licenses(source);
});
afterAll(async () => {
  await source?.destroy();
  await database?.stop();
});

/** A license issued so many hours after a day ago, of a customer of its own. */
const license = (
  licenseId: string,
  hours = 0,
  change: Partial<LicensePayload> = {},
  vendor: ForgedVendor = acme,
): ForgedLicense =>
  vendor.license({
    licenseId,
    customer: { id: `of ${licenseId}`, name: licenseId },
    issuedAt: iso(now - 24 * HOUR_MS + hours * HOUR_MS),
    notBefore: iso(now - 24 * HOUR_MS),
    ...change,
  });
const submit = async (one: ForgedLicense, approved = true): Promise<string> => {
  const verified = verifyLicenseFile(one.text, [acme.root, rival.root]);
  return (await desk.submit({ license: verified, file: one.text, actor: 'test', approved })).state;
};
/** What a query process would answer to the key, so many hours from now. */
const verdict = async (one: ForgedLicense, hours = 0): Promise<string> => {
  const { keys } = await readRegistry(source);
  const judgement = new Registry(keys).judge(Buffer.from(one.keyHash, 'hex'), Date.now() + hours * HOUR_MS);
  return judgement.granted ? 'granted' : judgement.code;
};
const revision = async (): Promise<number> => (await readRegistry(source)).revision;

it('puts a key in force, once, and moves the revision that query processes follow', async () => {
  const one = license('once');
  const before = await revision();
  expect(await verdict(one)).toBe('LICENSE_KEY_NOT_SUBMITTED');
  expect((await Promise.all([submit(one), submit(one), submit(one)])).sort()).toEqual([
    'submitted',
    'unchanged',
    'unchanged',
  ]);
  expect(await verdict(one)).toBe('granted');
  expect(await revision()).toBeGreaterThan(before);
  expect(await source.query(`SELECT count(*)::int AS n FROM audit_entry WHERE subject = 'once'`)).toEqual([{ n: 1 }]);
});

describe('the result of a submission', () => {
  const handed = (one: ForgedLicense, told: 'provider' | 'customer' = 'provider', approved = true) =>
    desk.submit({
      license: verifyLicenseFile(one.text, [acme.root, rival.root]),
      file: one.text,
      actor: 'test',
      approved,
      told,
    });
  beforeAll(async () => {
    const { stage, snapshot } = await openStaging(source, 'acme/served', 1);
    await stage.seal();
    await stage.commit({ ...snapshot, licensing: [] });
    await source.query(`UPDATE snapshot SET state = 'active' WHERE feed = 'acme/served'`);
  });

  it('says how the key stands, and until when a replaced one goes on', async () => {
    const [old, fresh, stolen] = [license('told'), license('told', 1), license('told', 2)];
    expect(await handed(old)).toMatchObject({ state: 'submitted', keyState: 'current', notes: [] });
    const [note = '', ...others] = (await handed(fresh)).notes;
    expect(others).toEqual([]);
    expect(note).toMatch(
      new RegExp(`^Key ${old.keyHash.slice(0, 8)}, which it replaces, goes on until \\d{4}-.*Z\\.$`),
    );
    await desk.setOverlap('told', 0, 'test');
    const print = fresh.keyHash.slice(0, 8);
    expect((await handed(stolen)).notes).toEqual([
      `Key ${print}, which it replaces, gets no answers from now on: the overlap of its license is 0 hours.`,
    ]);
    const current = stolen.keyHash.slice(0, 8);
    expect(await handed(fresh)).toMatchObject({
      state: 'unchanged',
      keyState: 'superseded',
      supersededBy: current,
      notes: [`This key is superseded by key ${current}: it gets no answers.`],
    });
    await expect(handed(license('told', 0.5))).rejects.toMatchObject({
      code: 'LICENSE_FILE_OUTDATED',
      facts: { currentFingerprint: current },
    });
  });

  it('says that a renewal ahead of time leaves a gap, and how to close it', async () => {
    const old = license('gap');
    await handed(old);
    const later = { notBefore: iso(now + 240 * HOUR_MS) };
    const { notes } = await handed(license('gap', 1, later));
    const ends = `^Key ${old.keyHash.slice(0, 8)}, which it replaces, ends at .*Z, and this one begins only at .*Z`;
    expect(notes).toContainEqual(expect.stringMatching(new RegExp(ends)));
    expect(notes).toContainEqual(expect.stringMatching(/pksn license overlap gap --hours 240\.$/));
    await handed(license('no-gap'));
    await desk.setOverlap('no-gap', 300, 'test');
    expect((await handed(license('no-gap', 1, later))).notes).toContainEqual(expect.stringMatching(/goes on until/));
  });

  it('says when nothing that the license covers has content here', async () => {
    expect((await handed(license('typo', 0, { feeds: ['acme/served', 'acme/typo'] }))).notes).toEqual([
      'The feed acme/typo has no content here yet.',
    ]);
    expect((await handed(license('vain', 0, { feeds: ['acme/typo'] }))).notes).toEqual([
      'The feed acme/typo has no content here yet.',
      'It covers no feed that is served here: whoever asks with it is refused.',
    ]);
    expect((await handed(license('early', 0, {}, rival))).notes).toHaveLength(1);
  });

  it('names another customer to the provider, and to nobody else', async () => {
    const theirs = license('theirs');
    await handed(theirs);
    const mixed = license('mixed', 1, { supersedes: [theirs.keyHash] });
    expect((await handed(mixed, 'customer')).notes).toEqual([]);
    expect((await handed(mixed)).notes).toEqual([
      `Key ${theirs.keyHash.slice(0, 8)}, which the file replaces, belongs to another customer, theirs (of theirs, license theirs), and goes on.`,
    ]);
    expect(await verdict(theirs, 100)).toBe('granted');
  });

  it('is that the provider has to approve it, where that is so', async () => {
    expect(await handed(license('patient'), 'customer', false)).toMatchObject({
      state: 'pending',
      notes: ['It is in force once the provider has approved it.'],
    });
  });
});

it('stores the hash of a key and never the key', async () => {
  const one = license('secret');
  await submit(one);
  const text = JSON.stringify(
    await source.query('SELECT k::text AS k, l::text AS l, a::text AS a FROM license_key k, license l, audit_entry a'),
  );
  expect(text).not.toContain(one.key);
  expect(text).toContain(one.keyHash);
});

it('replaces the older key after its overlap, in one step, whichever submission comes first', async () => {
  const [old, fresh] = [license('replaced'), license('replaced', 1)];
  await submit(old);
  await submit(fresh);
  expect([await verdict(old), await verdict(fresh)]).toEqual(['granted', 'granted']);
  expect([await verdict(old, 73), await verdict(fresh, 73)]).toEqual(['LICENSE_KEY_SUPERSEDED', 'granted']);
  await desk.setOverlap('replaced', 0, 'test');
  expect(await verdict(old)).toBe('LICENSE_KEY_SUPERSEDED');
  await expect(submit(license('replaced', 0.5))).rejects.toMatchObject({ code: 'LICENSE_FILE_OUTDATED' });
  // Two newer keys at once: the registry ends with the newest in force, in either order.
  const rivals = [license('replaced', 2), license('replaced', 3)];
  const results = await Promise.allSettled(rivals.map((one) => submit(one)));
  expect(results[1]).toMatchObject({ status: 'fulfilled' });
  expect(await verdict(rivals[1]!)).toBe('granted');
  expect(await verdict(rivals[0]!)).not.toBe('granted');
});

it('keeps a revoked key revoked, also against a new submission and a change', async () => {
  const one = license('revoked');
  await submit(one);
  await expect(desk.revoke('revoked', 'ffffffff', 'stolen', 'test')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await verdict(one)).toBe('granted');
  expect(await desk.revoke('revoked', null, 'stolen', 'test')).toBe(1);
  expect(await verdict(one)).toBe('LICENSE_REVOKED');
  await expect(submit(one)).rejects.toMatchObject({ code: 'LICENSE_REVOKED' });
  await expect(desk.markChanged('revoked', 'renewed', 'test')).rejects.toMatchObject({ code: 'LICENSE_STATE' });
  await expect(desk.markChanged('revoke', 'renewed', 'test')).rejects.toMatchObject({
    code: 'NOT_FOUND',
    detail: 'there is no license revoke; give the whole id: revoked',
  });
  await desk.setOverlap('revoked', 8_000, 'test');
  expect(await verdict(one)).toBe('LICENSE_REVOKED');
  expect(await submit(license('revoked', 1))).toBe('submitted');
  expect(await verdict(one)).toBe('LICENSE_REVOKED');
});

it('marks a license as changed: overlap, then refusal, until the new key comes', async () => {
  const [old, fresh] = [license('changed'), license('changed', 23.9)];
  await submit(old);
  await desk.markChanged('changed', 'renewed', 'test');
  expect([await verdict(old, 71), await verdict(old, 73)]).toEqual(['granted', 'LICENSE_CHANGED']);
  await submit(fresh);
  expect([await verdict(old, 73), await verdict(fresh, 73)]).toEqual(['LICENSE_KEY_SUPERSEDED', 'granted']);
});

it("takes back the provider's own mark of a change, and never a vendor's", async () => {
  const one = license('unmarked');
  await submit(one);
  const undo = () => desk.unmarkChanged('unmarked', 'a mistake', 'test');
  await expect(undo()).rejects.toMatchObject({ code: 'LICENSE_STATE' });
  await desk.markChanged('unmarked', 'renewed', 'test');
  const before = await revision();
  await undo();
  expect(await revision()).toBeGreaterThan(before);
  expect(await verdict(one, 200)).toBe('granted');
  expect((await licenses.history('unmarked', null)).at(-1)).toMatchObject({
    action: 'license.change-undone',
    detail: { reason: 'a mistake' },
  });
  // The vendor's own word comes back where it was hidden by the provider's.
  await desk.markChanged('unmarked', 'renewed', 'test');
  const announced = new Date(now - HOUR_MS);
  await source.query(`INSERT INTO license_change VALUES ('acme', 'unmarked', $1, 'sold')`, [announced]);
  await undo();
  expect((await licenses.keysOf('unmarked', null))[0]?.changedAt).toBe(announced.getTime());
  await expect(undo()).rejects.toMatchObject({ code: 'LICENSE_STATE' });
});

it('holds a submission for approval without any effect', async () => {
  const [old, fresh] = [license('approval'), license('approval', 1)];
  await submit(old);
  await desk.setOverlap('approval', 0, 'test');
  expect(await submit(fresh, false)).toBe('pending');
  expect([await verdict(old), await verdict(fresh)]).toEqual(['granted', 'LICENSE_KEY_NOT_SUBMITTED']);
  expect(await submit(fresh)).toBe('submitted');
  expect([await verdict(old), await verdict(fresh)]).toEqual(['LICENSE_KEY_SUPERSEDED', 'granted']);
});

it('leaves a working key alone while newer terms of it await approval', async () => {
  const old = license('renewal');
  await submit(old);
  const before = await revision();
  const renewal = license('renewal', 1, { keyHash: old.keyHash, edition: 'Plus' });
  expect(await submit(renewal, false)).toBe('pending');
  expect(await verdict(old)).toBe('granted');
  expect((await licenses.keysOf('renewal', null)).map((key) => key.edition)).toEqual(['Standard']);
  expect(await revision()).toBe(before);
});

it('approves by judging again, keeps what is refused then, and the newest file of each license', async () => {
  const verify = (text: string) => verifyLicenseFile(text, [acme.root, rival.root]);
  const waiting = async (licenseId: string) => (await desk.pending()).filter((one) => one.licenseId === licenseId);
  const [older, newer] = [license('waiting', 1), license('waiting', 2)];
  await submit(older, false);
  expect([await submit(newer, false), await submit(newer, false)]).toEqual(['pending', 'pending']);
  await expect(submit(older, false)).rejects.toMatchObject({ code: 'LICENSE_FILE_OUTDATED' });
  expect(
    await source.query(`SELECT detail->>'by' AS by FROM audit_entry WHERE action = 'license.submission-replaced'`),
  ).toEqual([{ by: newer.keyHash.slice(0, 8) }]);
  const [entry, ...others] = await waiting('waiting');
  expect(others).toEqual([]);
  const digest = entry?.digest ?? '';
  const untrusted = (text: string) => verifyLicenseFile(text, [rival.root]);
  await expect(desk.approve(digest, untrusted, 'test')).rejects.toMatchObject({ code: 'LICENSE_FILE_UNTRUSTED' });
  expect(await waiting('waiting')).toHaveLength(1);
  expect(await desk.approve(digest, verify, 'test')).toMatchObject({ state: 'submitted', licenseId: 'waiting' });
  expect([await verdict(newer), await verdict(older)]).toEqual(['granted', 'LICENSE_KEY_NOT_SUBMITTED']);
  await expect(desk.approve(digest, verify, 'test')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  // What the provider submits meanwhile clears the file itself and older ones, and nothing newer.
  await submit(license('waiting', 3), false);
  await submit(license('waiting', 2.5));
  expect(await waiting('waiting')).toHaveLength(1);
  await submit(license('waiting', 4));
  expect(await waiting('waiting')).toEqual([]);
});

it('makes nothing of a license that only awaits approval', async () => {
  expect(await submit(license('stranger'), false)).toBe('pending');
  await expect(licenses.keysOf('stranger', null)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await source.query(`SELECT 1 FROM customer WHERE id = 'of stranger'`)).toEqual([]);
});

it('keeps two vendors apart that use the same license id', async () => {
  const customer = { id: 'shared', name: 'Shared' };
  const [ours, theirs] = [license('shared', 0, { customer }), license('shared', 5, { customer }, rival)];
  await submit(ours);
  await submit(theirs);
  expect([await verdict(ours, 100), await verdict(theirs, 100)]).toEqual(['granted', 'granted']);
  await expect(desk.revoke('shared', null, 'stolen', 'test')).rejects.toMatchObject({
    code: 'LICENSE_AMBIGUOUS',
    facts: { candidates: ['acme:shared', 'rival:shared'] },
  });
  await expect(desk.revoke('share', null, 'stolen', 'test')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await desk.revoke('rival:shared', null, 'stolen', 'test')).toBe(1);
  expect([await verdict(ours), await verdict(theirs)]).toEqual(['granted', 'LICENSE_REVOKED']);
  await expect(desk.grant('nothing', ['acme/x'], 'test')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await source.query(`INSERT INTO vendor (name, anchor_fingerprint) VALUES ('rival', 'f')`);
  await desk.grant('acme:shared', ['rival/b', 'rival/a', 'rival/b'], 'test');
  expect((await licenses.keysOf('acme:shared', null))[0]?.grantedFeeds).toEqual(['rival/a', 'rival/b']);
  expect((await licenses.keysOf('rival:shared', null))[0]?.grantedFeeds).toEqual([]);
});

it('keeps customers of two vendors apart that have the same id, and one customer of a vendor together', async () => {
  const brought = async (licenseId: string, id: string, vendor: ForgedVendor, change: Partial<LicensePayload> = {}) => {
    await submit(license(licenseId, 0, { customer: { id, name: `${id} of ${vendor.name}` }, ...change }, vendor));
    return (await licenses.keysOf(`${vendor.name}:${licenseId}`, null))[0]?.customerId;
  };
  expect(await brought('c1', '1001', acme)).toBe('1001');
  expect(await brought('c2', '1001', rival)).toBe('rival:1001');
  expect([await brought('c3', '1001', rival), await brought('c4', '1001', acme)]).toEqual(['rival:1001', '1001']);
  // A vendor cannot name its customer into the scope of another vendor.
  expect(await brought('c5', 'rival:1001', acme)).toBe('acme:rival:1001');
  expect(await brought('c6', 'rival:1001', rival)).toBe('rival:rival:1001');
  const names = await source.query(`SELECT id, name FROM customer WHERE id IN ('1001', 'rival:1001') ORDER BY id`);
  expect(names).toEqual([
    { id: '1001', name: '1001 of acme' },
    { id: 'rival:1001', name: '1001 of rival' },
  ]);
  const other = license('c2', 1, { customer: { id: '1002', name: 'Other' } }, rival);
  await expect(submit(other)).rejects.toMatchObject({ code: 'LICENSE_CONFLICT' });
});

it('renews and replaces the keys of a customer whose id another vendor took first', async () => {
  const customer = { id: '2001', name: 'Second' };
  await submit(license('r1', 0, { customer }));
  const [old, elsewhere] = [license('r2', 0, { customer }, rival), license('r3', 0, { customer }, rival)];
  await submit(old);
  await submit(elsewhere);
  const renewal = license('r2', 1, { customer, supersedes: [elsewhere.keyHash] }, rival);
  expect(await submit(renewal)).toBe('submitted');
  expect([await verdict(old, 73), await verdict(elsewhere, 73), await verdict(renewal, 73)]).toEqual([
    'LICENSE_KEY_SUPERSEDED',
    'LICENSE_KEY_SUPERSEDED',
    'granted',
  ]);
});

it("applies a vendor's list that came with a package: unknown keys, its own keys, and nobody else's", async () => {
  const [known, later, foreign] = [license('listed'), license('later'), license('foreign', 0, {}, rival)];
  await submit(known);
  await submit(foreign);
  const document = acme.status({ revoked: [known, later, foreign].map((one) => one.keyHash) });
  const status = parseLicenseStatus(Buffer.from(document.payload, 'base64'), 'acme');
  for (const version of [1, 2]) {
    const { stage, snapshot } = await openStaging(source, 'acme/status', version);
    await stage.seal();
    await stage.commit({ ...snapshot, licensing: [status] });
  }
  expect(await verdict(known)).toBe('LICENSE_REVOKED');
  await expect(submit(later)).rejects.toMatchObject({ code: 'LICENSE_REVOKED' });
  expect(await verdict(foreign)).toBe('granted');
  const { stage, snapshot } = await openStaging(source, 'acme/status', 3);
  const fourth = license('abandoned');
  await submit(fourth);
  const doomed = acme.status({ revoked: [fourth.keyHash] });
  await stage.seal();
  await expect(
    stage.commit({
      ...snapshot,
      manifest: { ...snapshot.manifest, version: 1 },
      licensing: [parseLicenseStatus(Buffer.from(doomed.payload, 'base64'), 'acme')],
    }),
  ).rejects.toMatchObject({ code: 'PACKAGE_ROLLBACK' });
  await stage.abandon();
  expect(await verdict(fourth)).toBe('granted');
});
