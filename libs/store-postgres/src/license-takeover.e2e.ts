import type { LicensePayload } from '@pksn/licensing';
import { Registry, verifyLicenseFile } from '@pksn/licensing';
import type { ForgedLicense, ForgedVendor, TemporaryDatabase } from '@pksn/testing';
import { forgeVendor, temporaryDatabase } from '@pksn/testing';
import type { DataSource, RegistryContent } from './index';
import {
  Customers,
  LicenseDesk,
  Licenses,
  TrustedVendors,
  countInstallation,
  migrate,
  openDatabase,
  readRegistry,
  readRegistrySince,
} from './index';
import { trustVendor } from './staging.fixture';

const now = Date.now();
const iso = (ms: number): string => new Date(ms).toISOString();
const acme = forgeVendor('acme', now);
const rival = forgeVendor('rival', now);
const ALL = { customerId: null, state: null, search: null };

let database: TemporaryDatabase;
let source: DataSource;
let desk: LicenseDesk;
let licenses: Licenses;
beforeAll(async () => {
  database = await temporaryDatabase({ filledBy: migrate });
  source = await openDatabase(database.url, 4);
  desk = new LicenseDesk(source);
  licenses = new Licenses(source);
});
beforeEach(async () => {
  await trustVendor(source, 'acme');
  await trustVendor(source, 'rival');
});
afterAll(async () => {
  await source?.destroy();
  await database?.stop();
});

const license = (licenseId: string, change: Partial<LicensePayload> = {}, vendor: ForgedVendor = acme): ForgedLicense =>
  vendor.license({
    licenseId,
    customer: { id: `of ${licenseId}`, name: licenseId },
    issuedAt: iso(now - 3_600_000),
    notBefore: iso(now - 7_200_000),
    ...change,
  });
const submit = async (one: ForgedLicense, told: 'provider' | 'customer' = 'provider'): Promise<string> => {
  const verified = verifyLicenseFile(one.text, [acme.root, rival.root]);
  return (await desk.submit({ license: verified, file: one.text, actor: 'test', approved: true, told })).state;
};
const untrust = (): Promise<void> => new TrustedVendors(source).remove('rival', 'test');
const holderOf = async (one: ForgedLicense): Promise<string | null> => {
  const registry = new Registry((await readRegistry(source)).keys);
  return registry.judge(Buffer.from(one.keyHash, 'hex'), now).entry?.row.vendor ?? null;
};
/** What a query process has that follows: all that there was, and then what changed. */
const follow = (registry: Registry, change: RegistryContent | null): void => {
  expect(change).not.toBeNull();
  registry.apply({ licenses: change?.licenses ?? [], rows: change?.keys ?? [], tokens: change?.tokens ?? [] });
};
const stolenBy = async (name: string): Promise<{ ours: ForgedLicense; theirs: ForgedLicense }> => {
  const ours = license(name);
  const theirs = license(`thief of ${name}`, { keyHash: ours.keyHash }, rival);
  expect(await submit(theirs)).toBe('submitted');
  return { ours, theirs };
};

it('refuses a hash that a trusted vendor holds, and tells the provider alone who holds it', async () => {
  const { ours } = await stolenBy('refused');
  await expect(submit(ours)).rejects.toMatchObject({
    code: 'LICENSE_CONFLICT',
    detail: expect.stringMatching(/license thief of refused of the vendor rival; .*pksn trust remove rival/),
  });
  await expect(submit(ours, 'customer')).rejects.toMatchObject({
    code: 'LICENSE_CONFLICT',
    detail: 'this key is registered for another license',
  });
  // Revoking does not free it: a revoked hash never revives.
  await desk.revoke('thief of refused', null, 'stolen', 'test');
  await expect(submit(ours)).rejects.toMatchObject({ code: 'LICENSE_CONFLICT' });
  expect(await holderOf(ours)).toBe('rival');
});

it('gives the hash to its owner once the thief is not trusted any longer, in every query process', async () => {
  const { ours } = await stolenBy('freed');
  const before = await readRegistry(source);
  const following = new Registry(before.keys);
  await untrust();
  expect(await submit(ours, 'customer')).toBe('submitted');
  expect(await holderOf(ours)).toBe('acme');
  follow(following, await readRegistrySince(source, before));
  expect(following.judge(Buffer.from(ours.keyHash, 'hex'), now)).toMatchObject({
    granted: true,
    entry: { row: { vendor: 'acme', licenseId: 'freed' } },
  });
  const told = await source.query(
    `SELECT subject, detail->>'from' AS from, detail->>'to' AS to FROM audit_entry
     WHERE action = 'license.key-taken-over' ORDER BY id DESC LIMIT 2`,
  );
  expect(told).toEqual([
    { subject: 'thief of freed', from: null, to: 'acme:freed' },
    { subject: 'freed', from: 'rival:thief of freed', to: null },
  ]);
  // Trusted again, the thief finds it taken.
  await trustVendor(source, 'rival');
  const again = license('thief of freed', { keyHash: ours.keyHash, issuedAt: iso(now) }, rival);
  await expect(submit(again)).rejects.toMatchObject({ code: 'LICENSE_CONFLICT' });
  expect(await holderOf(ours)).toBe('acme');
});

it('leaves a license without keys that breaks no list and no view', async () => {
  const { ours } = await stolenBy('left');
  await untrust();
  await submit(ours);
  await expect(licenses.keysOf('thief of left', null)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(desk.grant('thief of left', ['acme/x'], 'test')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(desk.revoke('thief of left', null, 'r', 'test')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect((await licenses.history('thief of left', null)).map((one) => one.action)).toContain('license.key-taken-over');
  expect((await licenses.file('thief of left', null, null)).fingerprint).toBe(ours.keyHash.slice(0, 8));
  // Page by page: what has no keys takes no place.
  const seen: string[] = [];
  for (let after: Parameters<Licenses['list']>[1]['after'] = null; ;) {
    const page = await licenses.list(ALL, { after, limit: 1 }, now);
    expect(page.licenses).toHaveLength(1);
    seen.push(page.licenses[0]?.[0]?.licenseId ?? '');
    if (page.next === null) break;
    after = page.next;
  }
  const [{ n }] = (await source.query('SELECT count(DISTINCT (vendor, license_id))::int AS n FROM license_key')) as [
    { n: number },
  ];
  expect(seen).toHaveLength(n);
  expect(seen).not.toContain('thief of left');
  expect((await licenses.list({ ...ALL, state: 'current' }, { after: null, limit: 50 }, now)).next).toBeNull();
  expect(await new Customers(source).one('of left', null)).toMatchObject({ licenses: 1 });
  await expect(countInstallation(source, now)).resolves.toMatchObject({ licenses: expect.anything() });
});

it('keeps the conflict between licenses of one vendor, trusted or not', async () => {
  const one = license('own');
  await submit(one);
  await expect(submit(license('other', { keyHash: one.keyHash }))).rejects.toMatchObject({ code: 'LICENSE_CONFLICT' });
});
