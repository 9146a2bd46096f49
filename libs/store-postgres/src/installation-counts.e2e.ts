import type { LicensePayload } from '@pksn/licensing';
import { DAY_MS, Registry, keyStateAt, verifyLicenseFile } from '@pksn/licensing';
import type { TemporaryDatabase } from '@pksn/testing';
import { forgeVendor, temporaryDatabase } from '@pksn/testing';
import type { DataSource } from './index';
import { LicenseDesk, countInstallation, migrate, openDatabase, readRegistry } from './index';

const now = Date.now();
const iso = (ms: number): string => new Date(ms).toISOString();
const acme = forgeVendor('acme', now);

let database: TemporaryDatabase;
let source: DataSource;
beforeAll(async () => {
  database = await temporaryDatabase({ filledBy: migrate });
  source = await openDatabase(database.url, 4);
});
afterAll(async () => {
  await source?.destroy();
  await database?.stop();
});

it('counts licenses by the states that the registry judges, at any time', async () => {
  const desk = new LicenseDesk(source);
  const submit = async (licenseId: string, days: number, change: Partial<LicensePayload> = {}): Promise<void> => {
    const { text } = acme.license({
      licenseId,
      customer: { id: `of ${licenseId}`, name: licenseId },
      issuedAt: iso(now - DAY_MS),
      notBefore: iso(now - 90 * DAY_MS),
      expiresAt: iso(now + days * DAY_MS),
      graceDays: 2,
      ...change,
    });
    const license = verifyLicenseFile(text, [acme.root]);
    await desk.submit({ license, file: text, actor: 'test', approved: true });
  };
  for (const [i, days] of [300, 29, 6, 0.5, -1, -3].entries()) await submit(`ends-${String(i)}`, days);
  await submit('later', 300, { notBefore: iso(now + DAY_MS) });
  await submit('revoked', 300);
  await desk.revoke('revoked', null, 'stolen', 'test');
  await submit('changed', 300);
  await desk.markChanged('changed', 'renewed', 'test');
  await submit('renewed', 300, { issuedAt: iso(now - 2 * DAY_MS) });
  await submit('renewed', 300);
  // A change that is announced for later is none yet.
  await submit('to-change', 300);
  await source.query(`UPDATE license_key SET changed_at = $1 WHERE license_id = 'to-change'`, [
    new Date(now + DAY_MS / 2),
  ]);
  const counts = await countInstallation(source, Date.now());
  expect(counts).toMatchObject({
    licenses: { current: 6, grace: 1, expired: 1, 'not-yet-valid': 1, revoked: 1, overlap: 1 },
    expiring: { '30d': 3, '7d': 2, '1d': 1 },
    imports: {},
    knockingKeys: 0,
    pendingSubmissions: 0,
    liveFeeds: 0,
    staleFeeds: 0,
    generation: 1,
  });
  // The table in SQL and the one in memory never disagree on who is served.
  const { keys, revision } = await readRegistry(source);
  expect(counts.registryRevision).toBe(revision);
  const registry = new Registry();
  registry.apply({ rows: keys, tokens: [] });
  const newest = keys.filter((key) => key.supersededAt === null);
  for (const days of [0, 2, 4, 8, 31, 301, 303]) {
    const at = Date.now() + days * DAY_MS;
    const judged: Record<string, number> = {};
    for (const key of newest) judged[keyStateAt(key, at)] = (judged[keyStateAt(key, at)] ?? 0) + 1;
    const served = newest.filter((key) => registry.judge(key.keyHash, at).granted).length;
    const { licenses } = await countInstallation(source, at);
    expect([days, licenses]).toEqual([days, judged]);
    const counted = ['current', 'grace', 'overlap'].reduce((sum, state) => sum + (licenses[state] ?? 0), 0);
    expect([days, counted]).toEqual([days, served]);
  }
});
