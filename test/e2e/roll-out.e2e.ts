import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LicensePayload } from '@pksn/licensing';
import type { ForgedLicense, ForgedVendor } from '@pksn/testing';
import { forgeVendor } from '@pksn/testing';
import { HttpsCaller } from './https-caller';
import type { CommandEnd } from './pksn-command';
import { pksnCommand } from './pksn-command';
import { samplePackage } from './sample-packages';
import { Service } from './service';
import { eventually, importOf, submit, trust } from './steps';

const DAY_MS = 86_400_000;
const iso = (ms: number): string => new Date(ms).toISOString();
const idOf = (n: number): string => createHash('md5').update(String(n)).digest('hex');

describe('a key on its way out', () => {
  let service: Service;
  let acme: ForgedVendor;
  let now: number;
  let old: ForgedLicense;
  let fresh: ForgedLicense;
  const license = (id: string, days: number, change: Partial<LicensePayload> = {}): ForgedLicense =>
    acme.license({
      licenseId: id,
      customer: { id: `customer-${id}`, name: `Customer ${id}` },
      issuedAt: iso(now - 30 * DAY_MS + days * DAY_MS),
      notBefore: iso(now - 30 * DAY_MS),
      ...change,
    });
  const ask = async (key: string, endpoint: string | null, path = '/v1/domains/example.net'): Promise<number> => {
    const headers: Record<string, string> = endpoint === null ? {} : { 'pksn-endpoint': endpoint };
    return (await service.query(key).get(path, { headers })).status;
  };
  const metrics = async (): Promise<Map<string, number>> => {
    const log = service.apps.get('query-api')?.log() ?? '';
    const port = Number(/"metricsPort":(\d+)/.exec(log)?.[1]);
    return parse((await new HttpsCaller(port, service.ca, null).get('/metrics')).text);
  };
  const command = (...args: string[]): Promise<CommandEnd> => pksnCommand([...args, ...service.adminFlags]);
  const startQuery = (): Promise<unknown> =>
    service.start('query-api', 'query-api', { PKSN_METRICS_PORT: '0', PKSN_SUBMISSION_APPROVAL: 'true' });

  beforeAll(async () => {
    now = Date.now();
    service = await Service.create();
    await Promise.all([startQuery(), service.start('admin-api'), service.start('import-worker')]);
    acme = forgeVendor('acme', now);
    await trust(service, acme);
    await importOf(
      service,
      await samplePackage(acme, { feed: 'acme/core', version: 1, rows: 'domain,zone\nexample.net,red' }),
    );
    [old, fresh] = [license('rolled', 0, { limits: { seats: 40 } }), license('rolled', 1, { limits: { seats: 40 } })];
    await submit(service, old);
    await submit(service, fresh);
    await eventually(
      () => ask(fresh.key, null),
      (status) => status === 200,
    );
  }, 120_000);
  afterAll(() => service.stop());

  it('is seen through: who still uses it, who has moved, and what to do', async () => {
    for (let n = 0; n < 30; n++) expect(await ask(old.key, idOf(n))).toBe(200);
    for (let n = 0; n < 12; n++)
      expect(await ask(fresh.key, idOf(n).toUpperCase(), `/v1/files/${'a'.repeat(64)}`)).toBe(200);
    // What was counted and not yet written is written at the end.
    await service.kill('query-api', 'SIGTERM');
    await startQuery();
    const { status, body } = await service.admin.get('/api/v1/licenses/rolled/rollout?days=2');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      licenseId: 'rolled',
      customer: { id: 'customer-rolled' },
      seats: 40,
      seatsSeen: 30,
      exact: true,
      newestKey: fresh.keyHash.slice(0, 8),
      movedShare: 0.4,
      keys: [
        { state: 'current', endpoints: 12, endpointsLeft: 0 },
        { state: 'overlap', endpoints: 30, endpointsToday: expect.any(Number), endpointsLeft: 18, requests: 30 },
      ],
    });
    const text = await command('license', 'rollout', 'rolled');
    expect(text.out).toContain(`18 of 30 endpoints still use key ${old.keyHash.slice(0, 8)}, which ends on`);
    expect(text.out).toContain('40.0 % of them to');
    expect((await service.admin.get('/api/v1/licenses/rolled/rollout?days=91')).status).toBe(400);
    const dump = JSON.stringify(await service.admin.get('/api/v1/licenses/rolled/rollout'));
    expect(dump).not.toContain(idOf(0));
  });

  it('is shown to its own customer, and to no other', async () => {
    await submit(service, license('other', 0));
    const made = await service.admin.post('/api/v1/tokens', {
      body: { role: 'customer-administrator', customer: 'customer-rolled', days: 1 },
    });
    expect(made.status).toBe(201);
    const headers = { authorization: `Bearer ${String(made.body.token)}` };
    const look = async (path: string): Promise<unknown> => {
      const { status, body } = await service.admin.get(`/api/v1/${path}`, { headers });
      return status === 200 ? status : [status, body.code];
    };
    expect(await look('licenses/rolled/rollout')).toBe(200);
    expect(await look('licenses/other/rollout')).toEqual(await look('licenses/nothing/rollout'));
    expect(await look('licenses/other/rollout')).toEqual([404, 'NOT_FOUND']);
    expect(await look('alerts')).toBe(200);
    expect(await look('licenses/knocking')).toEqual([403, 'ADMIN_FORBIDDEN']);
    expect(((await service.admin.get('/metrics', { headers })).body as { code: string }).code).toBe('ADMIN_FORBIDDEN');
  });

  it('leads from a knocking key to its submission', async () => {
    const [forgotten, handed, stranger] = [license('forgotten', 0), license('handed', 0), license('stranger', 0)];
    const prints = [forgotten, handed, stranger].map((one) => one.keyHash.slice(0, 8));
    for (const one of [forgotten, handed, stranger]) expect(await ask(one.key, null)).toBe(401);
    await service.query(null).post('/v1/license-submissions', { body: { file: handed.text } });
    const known = await eventually(
      async () => (await service.admin.get('/api/v1/licenses/knocking')).body.keys as { known: string }[],
      (keys) => keys.length === 3,
    );
    expect(known.map((one) => one.known).sort()).toEqual(['pending', 'unknown', 'unknown']);
    const files = [forgotten, stranger].map((one, i) => {
      const path = join(service.dataDir, `file-${String(i)}.license`);
      writeFileSync(path, one.text);
      return path;
    });
    const wrong = await command('license', 'answer', prints[0] ?? '', files[1] ?? '');
    expect([wrong.exitCode, wrong.err]).toEqual([66, expect.stringContaining(`is for ${prints[2] ?? ''}`)]);
    const right = await command('license', 'answer', prints[0] ?? '', ...files);
    expect(right).toMatchObject({ exitCode: 0, out: expect.stringMatching(/file-0\.license: key .* is submitted/) });
    const unasked = await command('license', 'answer', prints[1] ?? '');
    expect([unasked.exitCode, unasked.err]).toEqual([
      65,
      expect.stringContaining('Customer handed (license handed of acme)'),
    ]);
    const approved = await command('license', 'answer', prints[1] ?? '', '--yes');
    expect(approved).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('of Customer handed (license handed) is submitted'),
    });
    const letter = await command('license', 'answer', (prints[2] ?? '').toUpperCase());
    expect(letter.out).toContain(`Fingerprint of the key: ${prints[2] ?? ''}`);
    expect(letter.out).toContain('pksn endpoint submit FILE.license');
    expect((await command('license', 'knocking')).out.split('\n').filter((line) => line !== '')).toHaveLength(2);
    expect((await command('license', 'dismiss', prints[2] ?? '')).exitCode).toBe(0);
    expect((await command('license', 'answer', prints[2] ?? '')).exitCode).toBe(66);
    expect((await command('license', 'knocking')).out).toBe('No unsubmitted key has asked.\n');
  });

  it('tells Prometheus what happens, and no secret', async () => {
    const samples = await metrics();
    expect(samples.get('pksn_license_refusals_total{code="LICENSE_KEY_NOT_SUBMITTED"}')).toBe(3);
    expect(
      samples.get('pksn_query_requests_total{route="/v1/domains/:name",outcome="LICENSE_KEY_NOT_SUBMITTED"}'),
    ).toBe(3);
    const files = 'pksn_query_requests_total{route="/v1/files/:hash",outcome="ok"}';
    const before = samples.get(files) ?? Number.NaN;
    for (let n = 0; n < 5; n++) await ask(fresh.key, null, `/v1/files/${'a'.repeat(64)}`);
    const later = await metrics();
    expect(later.get(files)).toBe(before + 5);
    expect(later.get('pksn_registry_keys')).toBe(5);
    expect(later.get('pksn_registry_age_seconds')).toBeLessThan(5);
    expect(later.get('pksn_generation')).toBeGreaterThanOrEqual(2);
    expect(later.has('nodejs_eventloop_lag_seconds')).toBe(true);
    const { text, headers, status } = await service.admin.get('/metrics');
    expect([status, headers['content-type']]).toEqual([200, expect.stringContaining('text/plain')]);
    const admin = parse(text);
    expect(admin.get('pksn_licenses{state="current"}')).toBe(4);
    expect(admin.get('pksn_license_expiring{within="30d"}')).toBe(0);
    expect(admin.get('pksn_imports{state="active"}')).toBe(1);
    expect(admin.get('pksn_registry_revision')).toBe(later.get('pksn_registry_revision'));
    for (const secret of [old.key, fresh.key, service.token, fresh.keyHash.slice(0, 8), 'Customer', '127.0.0.1']) {
      expect(text).not.toContain(secret);
      expect([...later.keys()].join()).not.toContain(secret);
    }
    expect((await new HttpsCaller(service.portOf('admin-api'), service.ca, null).get('/metrics')).status).toBe(401);
    expect((await service.query(fresh.key).get('/metrics')).status).toBe(404);
  });
});

function parse(text: string): Map<string, number> {
  const samples = new Map<string, number>();
  for (const line of text.split('\n').filter((one) => one !== '' && !one.startsWith('#'))) {
    const [, name, value] = /^([a-zA-Z_:][\w:]*(?:\{[^}]*\})?) (\S+)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new Error(`not a sample: ${line}`);
    samples.set(name, value === '+Inf' ? Infinity : Number(value));
  }
  return samples;
}
