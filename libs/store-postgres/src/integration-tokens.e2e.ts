import { integrationTokenHash, verifyLicenseFile } from '@pksn/licensing';
import type { ForgedVendor, TemporaryDatabase } from '@pksn/testing';
import { forgeVendor, temporaryDatabase } from '@pksn/testing';
import type { DataSource } from './index';
import { Customers, IntegrationTokens, LicenseDesk, TOKENS_PER_LICENSE, migrate, openDatabase } from './index';

const now = Date.now();
const acme = forgeVendor('acme', now);
const rival = forgeVendor('rival', now);

let database: TemporaryDatabase;
let source: DataSource;
let tokens: IntegrationTokens;
beforeAll(async () => {
  database = await temporaryDatabase({ filledBy: migrate });
  source = await openDatabase(database.url, 8);
  tokens = new IntegrationTokens(source);
});
afterAll(async () => {
  await source?.destroy();
  await database?.stop();
});

const register = async (licenseId: string, customer: string, vendor: ForgedVendor = acme): Promise<void> => {
  const { text } = vendor.license({ licenseId, customer: { id: customer, name: customer } });
  const license = verifyLicenseFile(text, [acme.root, rival.root]);
  await new LicenseDesk(source).submit({ license, file: text, actor: 'test', approved: true });
};
const order = (license: string, days = 30) => ({ license, protocols: ['native' as const], label: 'scanner', days });
const all = { customerId: null, before: null, limit: 500 };
const revision = async (): Promise<number> => {
  const [row] = (await source.query('SELECT registry_revision AS n FROM installation')) as [{ n: string }];
  return Number(row.n);
};
const touched = async (licenseId: string): Promise<number> => {
  const [row] = (await source.query('SELECT touched_revision AS n FROM license WHERE license_id = $1', [
    licenseId,
  ])) as [{ n: string }];
  return Number(row.n);
};

it('keeps a hash of a token, and tells query processes and the audit log of each change', async () => {
  await register('made', 'made');
  const before = await revision();
  const made = await tokens.create({ ...order('made'), protocols: ['native', 'misp', 'native'] }, null, 'somebody');
  expect(made).toMatchObject({ licenseId: 'made', customerId: 'made', protocols: ['native', 'misp'], revokedAt: null });
  expect(made.expiresAt - made.createdAt).toBe(30 * 86_400_000);
  expect([await revision(), await touched('made')]).toEqual([before + 1, before + 1]);
  const [row] = (await source.query('SELECT * FROM integration_token WHERE id = $1', [made.id])) as [
    { token_hash: Buffer },
  ];
  expect(row.token_hash).toEqual(integrationTokenHash(made.token));
  expect(JSON.stringify([row, await source.query('SELECT * FROM audit_entry')])).not.toContain(made.token);

  const shown = async () => (await new Customers(source).holdings('made')).integrationTokens.map((one) => one.id);
  expect(await shown()).toEqual([made.id]);

  await tokens.revoke(Number(made.id), null, 'somebody else');
  expect(await shown()).toEqual([]);
  expect([await revision(), await touched('made')]).toEqual([before + 2, before + 2]);
  await tokens.revoke(Number(made.id), null, 'a third');
  expect(await revision()).toBe(before + 2);
  expect(await tokens.list({ ...all, customerId: 'made' }, null)).toEqual([
    expect.objectContaining({ id: made.id, revokedBy: 'somebody else', revokedAt: expect.any(Number) as number }),
  ]);
  const audit = await source.query('SELECT actor, action, detail FROM audit_entry WHERE subject = $1 ORDER BY id', [
    'made',
  ]);
  expect(audit).toEqual([
    expect.objectContaining({ action: 'license.submitted' }),
    {
      actor: 'somebody',
      action: 'integration-token.created',
      detail: { vendor: 'acme', token: made.id, label: 'scanner', days: 30, protocols: ['native', 'misp'] },
    },
    {
      actor: 'somebody else',
      action: 'integration-token.revoked',
      detail: { vendor: 'acme', token: made.id, label: 'scanner' },
    },
  ]);
});

it("keeps a customer to its own licenses and tokens: others' are as if they were not there", async () => {
  await register('ours', 'us');
  await register('theirs', 'them');
  const mine = await tokens.create(order('ours'), 'us', 'us');
  const theirs = await tokens.create(order('theirs'), 'them', 'them');
  const absent = expect.objectContaining({ code: 'NOT_FOUND' }) as Error;
  await expect(tokens.create(order('theirs'), 'us', 'us')).rejects.toEqual(absent);
  await expect(tokens.create(order('acme:theirs'), 'us', 'us')).rejects.toEqual(absent);
  await expect(tokens.create(order('nobody'), null, 'us')).rejects.toEqual(absent);
  await expect(tokens.revoke(Number(theirs.id), 'us', 'us')).rejects.toEqual(absent);
  await expect(tokens.revoke(987_654, null, 'us')).rejects.toEqual(absent);
  const ids = async (customerId: string | null, scope: string | null): Promise<string[]> =>
    (await tokens.list({ ...all, customerId }, scope)).map((one) => one.id);
  expect(await ids(null, 'us')).toEqual([mine.id]);
  expect(await ids('them', 'us')).toEqual([]);
  expect(await ids('them', null)).toEqual([theirs.id]);
  expect(await tokens.list({ ...all, before: Number(theirs.id), limit: 1 }, null)).toEqual([
    expect.objectContaining({ id: mine.id }),
  ]);
  await tokens.revoke(Number(mine.id), 'us', 'us');
});

it("asks for the vendor where two use one license id, unless only one license is the caller's", async () => {
  await register('twice', 'first');
  await register('twice', 'second', rival);
  await expect(tokens.create(order('twice'), null, 'x')).rejects.toMatchObject({ code: 'LICENSE_AMBIGUOUS' });
  expect(await tokens.create(order('rival:twice'), null, 'x')).toMatchObject({ vendor: 'rival' });
  expect(await tokens.create(order('twice'), 'first', 'x')).toMatchObject({ vendor: 'acme' });
});

it('lets 100 tokens of a license be in use, and keeps 100 spent ones', async () => {
  await register('many', 'many');
  const made = [];
  for (let i = 0; i < TOKENS_PER_LICENSE; i++) made.push(await tokens.create(order('many'), null, 'x'));
  const full = expect.objectContaining({ code: 'INTEGRATION_TOKEN_LIMIT' }) as Error;
  await expect(tokens.create(order('many'), null, 'x')).rejects.toEqual(full);
  await tokens.revoke(Number(made[0]?.id), null, 'x');
  const tries = await Promise.allSettled([1, 2, 3].map(() => tokens.create(order('many'), null, 'x')));
  expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  await source.query(`UPDATE integration_token SET expires_at = now() WHERE license_id = 'many'`);
  const after = await tokens.create(order('many'), null, 'x');
  const kept = (await tokens.list(all, 'many')).map((one) => one.id);
  expect(kept).toHaveLength(101);
  expect(kept).toContain(after.id);
  expect(kept).not.toContain(made[0]?.id);
});
