import { generateIntegrationToken, integrationTokenHash, verifyLicenseFile } from '@pksn/licensing';
import type { ForgedLicense, TemporaryDatabase } from '@pksn/testing';
import { forgeVendor, temporaryDatabase } from '@pksn/testing';
import type { DataSource, RegistryContent, RegistryMark } from './index';
import { Administration, LicenseDesk, migrate, openDatabase, readRegistry, readRegistrySince } from './index';
import { selectKeys } from './license-rows';
import { bumpRegistry } from './registry-revision';

const now = Date.now();
const acme = forgeVendor('acme', now);

let database: TemporaryDatabase;
let source: DataSource;
let desk: LicenseDesk;
beforeAll(async () => {
  database = await temporaryDatabase({ filledBy: migrate });
  source = await openDatabase(database.url, 4);
  desk = new LicenseDesk(source);
});
afterAll(async () => {
  await source?.destroy();
  await database?.stop();
});

async function submit(licenseId: string): Promise<ForgedLicense> {
  const one = acme.license({ licenseId, customer: { id: licenseId, name: licenseId } });
  await desk.submit({
    license: verifyLicenseFile(one.text, [acme.root]),
    file: one.text,
    actor: 'test',
    approved: true,
  });
  return one;
}
async function makeToken(licenseId: string): Promise<void> {
  await source.transaction(async (manager) => {
    await manager.query(
      `INSERT INTO integration_token (token_hash, vendor, license_id, label, protocols, created_by, expires_at)
       VALUES ($1, 'acme', $2, 'test', '{native,misp}', 'test', now() + interval '1 day')`,
      [integrationTokenHash(generateIntegrationToken()), licenseId],
    );
    await bumpRegistry(manager, [{ vendor: 'acme', licenseId }]);
  });
}
const idsOf = (content: RegistryContent | null): string[] | undefined =>
  content?.keys.map((key) => key.licenseId).sort();
const byHash = (a: { readonly keyHash: Buffer }, b: { readonly keyHash: Buffer }): number =>
  a.keyHash.compare(b.keyHash);
/** A bump as the previous release makes it. */
const bumpWithoutHistory = () => source.query('UPDATE installation SET registry_revision = registry_revision + 1');

it('reads keys as people see them', async () => {
  await submit('seen');
  await source.query(`UPDATE license SET granted_feeds = '{rival/a}' WHERE license_id = 'seen'`);
  await desk.markChanged('seen', 'test', 'test');
  await desk.revoke('seen', null, 'test', 'test');
  await makeToken('seen');
  const [listed] = await selectKeys(source.manager, `k.license_id = 'seen'`);
  const content = await readRegistry(source);
  const key = content.keys.find((one) => one.licenseId === 'seen');
  // Which revision granted feeds matters to cursors of the change feed alone.
  const { grantedRevision, ...seen } = key ?? { grantedRevision: null };
  expect(grantedRevision).toEqual(expect.any(Number));
  expect(listed).toMatchObject(seen);
  expect(key).toMatchObject({
    revokedAt: expect.any(Number),
    changedAt: expect.any(Number),
    grantedFeeds: ['rival/a'],
  });
  expect(content.tokens).toEqual([
    {
      id: expect.any(String),
      tokenHash: expect.any(Buffer),
      vendor: 'acme',
      licenseId: 'seen',
      protocols: ['native', 'misp'],
      expiresAt: expect.any(Number),
      revokedAt: null,
    },
  ]);
  expect(content.tokens[0]!.expiresAt).toBeGreaterThan(now);
});

it('reads since a mark the licenses that changed, whole, and nothing else', async () => {
  for (const name of ['one', 'two', 'three']) await submit(name);
  const mark = await readRegistry(source);
  expect(await readRegistrySince(source, mark)).toMatchObject({ ...pick(mark), licenses: [], keys: [], tokens: [] });
  await desk.revoke('one', null, 'test', 'test');
  await makeToken('two');
  await new Administration(source).setProvider({ name: 'Example', contacts: ['desk'] }, 'test');
  const changes = await readRegistrySince(source, mark);
  const all = await readRegistry(source);
  expect(changes).toMatchObject({ ...pick(all), provider: { name: 'Example', contacts: ['desk'] } });
  expect(changes?.licenses.map((one) => one.licenseId).sort()).toEqual(['one', 'two']);
  expect([...changes!.keys].sort(byHash)).toEqual(
    all.keys.filter((key) => ['one', 'two'].includes(key.licenseId)).sort(byHash),
  );
  expect(changes?.tokens).toEqual(all.tokens.filter((token) => token.licenseId === 'two'));
  // From there on only what came later.
  await desk.setOverlap('three', 1, 'test');
  expect(idsOf(await readRegistrySince(source, changes!))).toEqual(['three']);
});

it('reads all pages of a large registry', async () => {
  await source.query(`INSERT INTO customer (id, name) VALUES ('many', 'Many')`);
  await source.query(
    `INSERT INTO license (vendor, license_id, customer_id, product, edition)
     SELECT 'acme', 'many-' || n, 'many', 'P', 'E' FROM generate_series(1, 1203) n`,
  );
  await source.query(
    `INSERT INTO license_key (key_hash, vendor, license_id, digest, supersedes, issued_at, not_before, expires_at, grace_days, file, submitted_at, submitted_by)
     SELECT sha256(n::text::bytea), 'acme', 'many-' || n, '', '{}', now(), now(), now(), 0, '', now(), 'test' FROM generate_series(1, 1203) n`,
  );
  const mark = await readRegistry(source);
  expect(new Set(mark.keys.map((key) => key.keyHash.toString('hex'))).size).toBe(mark.keys.length);
  expect(idsOf(mark)?.filter((id) => id.startsWith('many-'))).toHaveLength(1203);
  // Very many at once are for a registry made anew.
  const names = Array.from({ length: 1203 }, (_, i) => ({ vendor: 'acme', licenseId: `many-${String(i + 1)}` }));
  await source.transaction((manager) => bumpRegistry(manager, names.slice(0, 1_000)));
  const part = await readRegistrySince(source, mark);
  expect(part?.keys).toHaveLength(1_000);
  await source.transaction((manager) => bumpRegistry(manager, names));
  expect(await readRegistrySince(source, mark)).toBeNull();
});

describe('a history that does not connect is read from scratch', () => {
  const mark = async (): Promise<RegistryMark> => pick(await readRegistry(source));

  it('after a release without history, and goes on once there is history again', async () => {
    const before = await mark();
    await bumpWithoutHistory();
    expect(await readRegistrySince(source, before)).toBeNull();
    const [gap] = [await mark()];
    expect(gap).toEqual({ revision: before.revision + 1, stamp: null });
    await desk.setOverlap('one', 2, 'test');
    expect(await readRegistrySince(source, before)).toBeNull();
    expect(await readRegistrySince(source, gap)).toBeNull();
    const after = await mark();
    await desk.setOverlap('one', 3, 'test');
    expect(idsOf(await readRegistrySince(source, after))).toEqual(['one']);
  });

  it('when the same revision was made by another history', async () => {
    const before = await mark();
    await source.query('UPDATE registry_change SET stamp = gen_random_uuid() WHERE revision = $1', [before.revision]);
    expect(await readRegistrySince(source, before)).toBeNull();
    await desk.setOverlap('one', 4, 'test');
    expect(await readRegistrySince(source, before)).toBeNull();
  });

  it('when the database went back, also once it has passed the revision again', async () => {
    const before = await mark();
    const lost = async (sql: string) => source.query(sql);
    for (const hours of [5, 6]) await desk.setOverlap('one', hours, 'test');
    const newest = await mark();
    await lost(`DELETE FROM registry_change WHERE revision > ${String(before.revision)}`);
    await lost(`UPDATE installation SET registry_revision = ${String(before.revision)}`);
    expect(await readRegistrySince(source, newest)).toBeNull();
    for (const hours of [7, 8, 9]) await desk.setOverlap('two', hours, 'test');
    expect(await readRegistrySince(source, newest)).toBeNull();
    expect(idsOf(await readRegistrySince(source, before))).toEqual(expect.arrayContaining(['two']));
  });

  it('when the history no longer reaches back', async () => {
    const before = await mark();
    await desk.setOverlap('one', 10, 'test');
    await source.query('DELETE FROM registry_change WHERE revision = $1', [before.revision]);
    expect(await readRegistrySince(source, before)).toBeNull();
  });
});

function pick({ revision, stamp }: RegistryMark): RegistryMark {
  return { revision, stamp };
}
