import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { LicensePayload } from '@pksn/licensing';
import { openDatabase } from '@pksn/store-postgres';
import type { ForgedLicense, ForgedVendor } from '@pksn/testing';
import { forgeVendor } from '@pksn/testing';
import type { Answer } from './https-caller';
import { samplePackage } from './sample-packages';
import { Service } from './service';
import { eventually, importOf, submit, trust } from './steps';

const DAY_MS = 86_400_000;
const PKSN = resolve(__dirname, '../../apps/cli/bin/pksn.cjs');
const iso = (ms: number): string => new Date(ms).toISOString();
const FILES = { acme: 'a'.repeat(64), rival: 'b'.repeat(64) };

describe('integration tokens', () => {
  const now = Date.now();
  const PROCESSES = ['query-api', 'second'];
  let service: Service;
  let acme: ForgedVendor;
  let rival: ForgedVendor;
  let first: ForgedLicense;

  const license = (id: string, change: Partial<LicensePayload> = {}): ForgedLicense =>
    acme.license({
      licenseId: id,
      customer: { id: `customer-${id}`, name: id },
      issuedAt: iso(now - 30 * DAY_MS),
      notBefore: iso(now - 30 * DAY_MS),
      ...change,
    });
  const create = async (body: object, token = service.token): Promise<Answer> =>
    service.admin.post('/api/v1/integration-tokens', { body, headers: { authorization: `Bearer ${token}` } });
  const tokenFor = async (id: string, protocols = ['native']): Promise<{ id: string; token: string }> => {
    const { status, body } = await create({ license: id, protocols });
    expect(status).toBe(201);
    return body;
  };
  const ask = async (token: string, as = 'query-api', file = FILES.acme): Promise<string> => {
    const { status, body } = await service
      .query(null, as)
      .get(`/v1/files/${file}`, { headers: { 'x-api-key': token } });
    return status === 200 ? String(body.zone) : `${String(status)} ${String(body.code)}`;
  };
  /** What every process says, once all of them say so. */
  const everywhere = async (token: string, expected: string): Promise<void> => {
    for (const as of PROCESSES) {
      const look = (): Promise<string> => ask(token, as);
      expect([as, await eventually(look, (code) => code === expected)]).toEqual([as, expected]);
    }
  };
  const stateOf = async (id: string): Promise<string> => {
    const { body } = await service.admin.get('/api/v1/integration-tokens?limit=500');
    return body.tokens.find((one: { id: string }) => one.id === id)?.state;
  };
  const adminToken = async (role: string, customerId?: string): Promise<string> => {
    const { status, body } = await service.admin.post('/api/v1/tokens', {
      body: { role, days: 1, ...(customerId === undefined ? {} : { customer: customerId }) },
    });
    expect([role, status]).toEqual([role, 201]);
    return String(body.token);
  };

  beforeAll(async () => {
    service = await Service.create();
    await service.startAll();
    await service.start('query-api', 'second');
    [acme, rival] = [forgeVendor('acme', now), forgeVendor('rival', now)];
    for (const vendor of [acme, rival]) {
      await trust(service, vendor);
      const rows = `sha256,zone\n${FILES[vendor.name as keyof typeof FILES]},red`;
      await importOf(service, await samplePackage(vendor, { feed: `${vendor.name}/core`, version: 1, rows }));
    }
    first = license('main');
    await submit(service, first, license('other'));
  }, 120_000);
  afterAll(() => service.stop());

  it('act for their license and for nothing else, through its change, until they are revoked', async () => {
    const { id, token } = await tokenFor('main');
    await everywhere(token, 'red');
    expect(await ask(token, 'query-api', FILES.rival)).toBe('grey');
    expect(await stateOf(id)).toBe('active');

    await service.admin.post('/api/v1/licenses/main/overlap', { body: { hours: 0 } });
    await service.admin.post('/api/v1/licenses/main/change', { body: { reason: 'renewed' } });
    await everywhere(token, '401 LICENSE_CHANGED');
    expect((await service.query(first.key).get('/v1/status')).body.code).toBe('LICENSE_CHANGED');
    expect(await stateOf(id)).toBe('license-changed');

    const renewed = license('main', { issuedAt: iso(Date.now()) });
    await submit(service, renewed);
    await everywhere(token, 'red');
    expect((await service.query(first.key).get('/v1/status')).body.code).toBe('LICENSE_KEY_SUPERSEDED');
    expect(await stateOf(id)).toBe('active');

    expect((await service.admin.send('DELETE', `/api/v1/integration-tokens/${id}`)).status).toBe(204);
    await everywhere(token, '403 INTEGRATION_TOKEN_REVOKED');
    expect((await service.query(renewed.key).get(`/v1/files/${FILES.acme}`)).body.zone).toBe('red');
    expect(await stateOf(id)).toBe('revoked');
  });

  it('see feeds that the provider grants to the license', async () => {
    await submit(service, license('granted'));
    const { token } = await tokenFor('granted');
    await everywhere(token, 'red');
    expect(await ask(token, 'query-api', FILES.rival)).toBe('grey');
    await service.admin.post('/api/v1/licenses/granted/grant', { body: { feeds: ['rival/core'] } });
    const look = (): Promise<string> => ask(token, 'query-api', FILES.rival);
    expect(await eventually(look, (zone) => zone === 'red')).toBe('red');
  });

  it('are no license keys, nor license keys tokens, nor is one protocol another', async () => {
    await submit(service, license('apart'));
    const apart = await tokenFor('apart');
    const misp = await tokenFor('apart', ['misp', 'taxii']);
    await everywhere(apart.token, 'red');
    await everywhere(misp.token, '403 INTEGRATION_TOKEN_SCOPE');
    const status = async (headers: Record<string, string | string[]>): Promise<string> => {
      const { status, body } = await service.query(null).get('/v1/status', { headers });
      return status === 200 ? 'granted' : String(body.code);
    };
    const key = license('keyed');
    await submit(service, key);
    await eventually(
      () => status({ authorization: `Bearer ${key.key}` }),
      (code) => code === 'granted',
    );
    const answers = {
      'as X-Api-Key': await status({ 'x-api-key': apart.token }),
      'as Bearer': await status({ authorization: `Bearer ${apart.token}` }),
      'as Basic': await status({ authorization: `Basic ${Buffer.from(`:${apart.token}`).toString('base64')}` }),
      twice: await status({ 'x-api-key': [apart.token, apart.token] }),
      'beside a license key': await status({ 'x-api-key': apart.token, authorization: `Bearer ${key.key}` }),
      'in the header of another protocol': await status({ 'x-apikey': apart.token }),
      'with a letter more': await status({ 'x-api-key': `${apart.token}A` }),
      'in capitals': await status({ 'x-api-key': apart.token.toUpperCase() }),
      'its hash': await status({ 'x-api-key': apart.id }),
      'a license key': await status({ 'x-api-key': key.key }),
      'a license key in small letters without hyphens': await status({
        'x-api-key': key.key.toLowerCase().replaceAll('-', ''),
      }),
      'a license key behind blanks': await status({ 'x-api-key': `  ${key.key}` }),
      'an administration token': await status({ 'x-api-key': service.token }),
    };
    expect(answers).toEqual({
      'as X-Api-Key': 'granted',
      'as Bearer': 'LICENSE_KEY_MALFORMED',
      'as Basic': 'LICENSE_KEY_MISSING',
      twice: 'LICENSE_KEY_MISSING',
      'beside a license key': 'LICENSE_KEY_MISSING',
      'in the header of another protocol': 'LICENSE_KEY_MISSING',
      'with a letter more': 'INTEGRATION_TOKEN_UNKNOWN',
      'in capitals': 'INTEGRATION_TOKEN_UNKNOWN',
      'its hash': 'INTEGRATION_TOKEN_UNKNOWN',
      'a license key': 'INTEGRATION_TOKEN_REQUIRED',
      'a license key in small letters without hyphens': 'INTEGRATION_TOKEN_REQUIRED',
      'a license key behind blanks': 'INTEGRATION_TOKEN_REQUIRED',
      'an administration token': 'INTEGRATION_TOKEN_REQUIRED',
    });
    const admin = await service.admin.get('/api/v1/health', { headers: { authorization: `Bearer ${apart.token}` } });
    expect([admin.status, admin.body.code]).toEqual([401, 'ADMIN_UNAUTHENTICATED']);
  });

  it('expire, and share the rate of their license', async () => {
    await submit(service, license('slow', { limits: { requestsPerSecond: 1 } }));
    const { token } = await tokenFor('slow');
    await everywhere(token, 'red');
    const codes = await Promise.all(Array.from({ length: 5 }, () => ask(token)));
    expect(codes).toContain('429 LICENSE_RATE');

    const brief = await tokenFor('other');
    await everywhere(brief.token, 'red');
    const database = await openDatabase(service.database.url, 1);
    await database.query('UPDATE integration_token SET expires_at = now() WHERE id = $1', [brief.id]);
    await database.destroy();
    // The next change of its license makes processes read it again.
    await tokenFor('other');
    await everywhere(brief.token, '403 INTEGRATION_TOKEN_EXPIRED');
    expect(await stateOf(brief.id)).toBe('expired');
  });

  it('are administered by license managers, and by customers for themselves', async () => {
    await submit(service, license('ours'), license('theirs'));
    const ours = await adminToken('customer-administrator', 'customer-ours');
    const viewer = await adminToken('viewer');
    const operator = await adminToken('operator');
    const manager = await adminToken('license-manager');
    const call = (method: string, token: string, path = ''): Promise<Answer> =>
      service.admin.send(method, `/api/v1/integration-tokens${path}`, {
        headers: { authorization: `Bearer ${token}` },
      });
    const body = (id: string) => ({ license: id, protocols: ['native'], label: 'Scanner', days: 7 });

    const foreign = (await create(body('theirs'), manager)).body;
    const mine = await create(body('ours'), ours);
    expect([mine.status, mine.body.customer, mine.body.state]).toEqual([201, 'customer-ours', 'active']);
    const ids = (answer: Answer): string[] => answer.body.tokens.map((one: { id: string }) => one.id);
    const listed = await call('GET', ours);
    expect(ids(listed)).toEqual([mine.body.id]);
    expect(listed.text + (await call('GET', viewer)).text).not.toContain(mine.body.token);
    expect(ids(await call('GET', ours, '?customer=customer-theirs'))).toEqual([]);
    expect(ids(await call('GET', viewer, '?customer=customer-theirs'))).toEqual([foreign.id]);

    const refusals = [
      await create(body('theirs'), ours),
      await create(body('acme:theirs'), ours),
      await call('DELETE', ours, `/${String(foreign.id)}`),
      await create(body('nobody'), manager),
      await call('DELETE', manager, '/987654'),
    ];
    expect(refusals.map((one) => [one.status, one.body.code])).toEqual(refusals.map(() => [404, 'NOT_FOUND']));
    expect(await ask(foreign.token)).toBe('red');
    for (const token of [viewer, operator]) {
      expect((await create(body('ours'), token)).body.code).toBe('ADMIN_FORBIDDEN');
      expect((await call('DELETE', token, `/${String(mine.body.id)}`)).body.code).toBe('ADMIN_FORBIDDEN');
    }
    expect((await call('DELETE', ours, `/${String(mine.body.id)}`)).status).toBe(204);
    expect((await call('DELETE', manager, `/${String(foreign.id)}`)).status).toBe(204);
  });

  it.each([
    ['no protocol', { protocols: [] }],
    ['an unknown protocol', { protocols: ['native', 'smtp'] }],
    ['too many days', { days: 3_651 }],
    ['no day', { days: 0 }],
    ['half a day', { days: 0.5 }],
    ['a label of nothing', { label: '' }],
    ['a field of ours', { tokenHash: 'a' }],
    ['no license', { license: '' }],
  ])('are not made of %s', async (_, change) => {
    const { status, body } = await create({ license: 'ours', protocols: ['native'], ...change });
    expect([status, body.code]).toEqual([400, 'REQUEST_MALFORMED']);
  });

  it('are made, listed and revoked by pksn', async () => {
    await submit(service, license('cli'));
    const pksn = async (...args: string[]): Promise<string> => {
      const flags = service.adminFlags;
      return (await promisify(execFile)(process.execPath, [PKSN, 'integration', ...args, ...flags])).stdout;
    };
    const out = join(service.dataDir, 'tool.token');
    await pksn('create', '--license', 'cli', '--protocol', 'native', 'misp', '--label', 'Tool', '--out', out);
    expect(statSync(out).mode & 0o777).toBe(0o600);
    const token = readFileSync(out, 'utf8').trim();
    await everywhere(token, 'red');
    const { tokens } = JSON.parse(await pksn('list', '--customer', 'customer-cli', '--json')) as {
      tokens: { id: string; label: string }[];
    };
    expect(tokens).toEqual([
      expect.objectContaining({ label: 'Tool', state: 'active', protocols: ['native', 'misp'] }),
    ]);
    expect(await pksn('revoke', tokens[0]?.id ?? '')).toContain('is void');
    await everywhere(token, '403 INTEGRATION_TOKEN_REVOKED');
    for (const app of service.apps.values()) expect(app.log()).not.toContain(token);
  });
});
