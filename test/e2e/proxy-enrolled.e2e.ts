import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort } from '@pksn/runtime';
import type { ForgedLicense } from '@pksn/testing';
import { openDatabase } from '@pksn/store-postgres';
import { clientAuthority, forgeVendor } from '@pksn/testing';
import type { Answer } from './https-caller';
import { HttpsCaller } from './https-caller';
import type { CommandEnd } from './pksn-command';
import { pksnCommand } from './pksn-command';
import { ProxyProcess } from './proxy-process';
import { samplePackage } from './sample-packages';
import { Service } from './service';
import { eventually, importOf, submit, trust } from './steps';

const RED = 'ab'.repeat(32);
const SETTINGS = '/v1/proxy/settings';

describe('a proxy that pksn enrolled', () => {
  let service: Service;
  let license: ForgedLicense;
  let folder: string;
  let proxy: ProxyProcess;
  let statusPort: number;
  const bundle = (name: string): string => join(folder, name);

  const pksn = (...args: string[]): Promise<CommandEnd> => pksnCommand([...args, ...service.adminFlags]);
  /** The client certificate of `beta-site` vouches for itself. */
  const enroll = (name: string, ...more: string[]): Promise<CommandEnd> => {
    const upstream = ['--upstream', `https://127.0.0.1:${String(service.portOf('query-api'))}`];
    const own = ['--server-cert', service.tls.cert, '--server-key', service.tls.key];
    const issuer = name === 'beta-site' ? own : ['--authority', dirname(service.tls.ca), '--host', 'proxy.example'];
    const ports = ['--port', '0', '--status-port', String(statusPort)];
    return pksn('proxy', 'enroll', name, '--out', bundle(name), ...upstream, ...issuer, ...ports, ...more);
  };
  const pair = (name: string): { cert: string; key: string } => ({
    cert: readFileSync(join(bundle(name), 'client.crt'), 'utf8'),
    key: readFileSync(join(bundle(name), 'client.key'), 'utf8'),
  });
  const fingerprint = ({ cert }: { cert: string }): string =>
    new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase();
  /** Asks the service by a client certificate. */
  const asked = (own: { cert: string; key: string } | null, headers = {}, path = SETTINGS): Promise<Answer> =>
    new HttpsCaller(service.portOf('query-api'), service.ca, null, false, own).get(path, { headers });
  const shown = async (name: string): Promise<Answer['body']> =>
    (await service.admin.get(`/api/v1/proxies/${name}`)).body as Answer['body'];
  /** What the proxy shows of itself. */
  const status = async (): Promise<Answer['body']> =>
    (await (await fetch(`http://127.0.0.1:${String(statusPort)}/status.json`)).json()) as Answer['body'];

  beforeAll(async () => {
    statusPort = await freePort();
    folder = mkdtempSync(join(tmpdir(), 'pksn-bundles-'));
    service = await Service.create();
    await service.startAll();
    const vendor = forgeVendor('acme', Date.now());
    await trust(service, vendor);
    const rows = `sha256,zone,threat\n${RED},red,Test.Red`;
    await importOf(service, await samplePackage(vendor, { feed: 'acme/core', version: 1, rows }));
    license = vendor.license({ licenseId: 'one', customer: { id: 'alpha', name: 'Alpha' } });
    const other = vendor.license({ licenseId: 'two', customer: { id: 'beta', name: 'Beta' } });
    await submit(service, license, other);
    await eventually(
      () => service.query(license.key).get(`/v1/files/${RED}`),
      ({ body }) => body.zone === 'red',
    );
  }, 120_000);
  afterAll(async () => {
    await proxy?.stop();
    await service?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('has a bundle of its own, which it starts with as it is', async () => {
    const { exitCode, out, err } = await enroll('site');
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toContain('is enrolled for the provider');
    proxy = await new ProxyProcess({ bundle: bundle('site') }, service.ca).start();
    expect((await proxy.caller(license.key).get(`/v1/files/${RED}`)).body).toMatchObject({ zone: 'red' });
    const { body } = await asked(pair('site'));
    expect(body).toMatchObject({ proxy: { name: 'site', boundTo: 'provider' }, revision: 0, settings: {} });
    expect(Date.parse(body.certificateExpiresAt as string) - Date.now()).toBeGreaterThan(396 * 86_400_000);
    const seen = await eventually(
      () => shown('site'),
      ({ lastSeenAt }) => lastSeenAt !== null,
    );
    expect(seen).toMatchObject({
      lastSeenAt: expect.any(String) as string,
      lastVersion: expect.stringMatching(/^\d/) as string,
    });
  });

  it('has a name that nobody else has, and none of a customer that is not there', async () => {
    const again = await enroll('site', '--force');
    expect([again.exitCode, again.err]).toEqual([73, expect.stringContaining('PROXY_CONFLICT')]);
    expect((await asked(pair('site'))).status).toBe(200);
    expect((await enroll('nobody', '--customer', 'gamma')).exitCode).toBe(66);
    const body = { name: 'x/y', certificate: pair('site').cert };
    expect((await service.admin.post('/api/v1/proxies', { body })).body.code).toBe('REQUEST_MALFORMED');
    expect((await service.admin.post('/api/v1/proxies', { body: { ...body, name: 'y' } })).body.code).toBe(
      'PROXY_CONFLICT',
    );
  });

  it('is bound to a customer, alone and in a chain', async () => {
    for (const [name, customer] of [
      ['alpha-site', 'alpha'],
      ['beta-site', 'beta'],
    ] as const)
      expect((await enroll(name, '--customer', customer)).exitCode).toBe(0);
    const [site, alpha, beta] = ['site', 'alpha-site', 'beta-site'].map(pair) as [Own, Own, Own];
    expect((await asked(alpha)).body.proxy).toMatchObject({ name: 'alpha-site', boundTo: 'customer' });
    const via = (...chain: Own[]) => ({ 'pksn-proxy-via': chain.map(fingerprint).join(', ') });
    expect((await asked(site, via(alpha))).body.proxy).toMatchObject({ name: 'alpha-site', boundTo: 'customer' });
    // Whoever is bound is not freed by naming one that is not.
    expect((await asked(alpha, via(site))).body.proxy).toMatchObject({ name: 'site', boundTo: 'customer' });
    expect((await asked(alpha, via(beta))).body).toMatchObject({ status: 403, code: 'PROXY_CUSTOMER' });
    expect((await asked(site, via(beta, alpha))).body.code).toBe('PROXY_CUSTOMER');
    expect((await asked(site, { 'pksn-proxy-via': 'x' })).body.code).toBe('REQUEST_MALFORMED');
    const { body } = await service.admin.get('/api/v1/proxies?customer=alpha');
    expect(body.proxies).toMatchObject([{ name: 'alpha-site', customer: 'alpha' }]);
    expect((await service.admin.send('DELETE', '/api/v1/customers/alpha')).body.detail).toContain('proxies: 1');
  });

  it('learns what is set for all and for itself, and that it changed', async () => {
    const revision = async (): Promise<number> => {
      const { body } = await service.query(license.key).get('/v1/license');
      return body.revision as number;
    };
    const before = await revision();
    const all = await pksn('proxy', 'settings', 'set', '--all', '--present-seconds', '60', '--keys-hours', '48');
    expect([all.exitCode, all.err]).toEqual([0, '']);
    const own = ['--present-seconds', '5', '--allowed-clients', '127.0.0.0/8,::1'];
    expect((await pksn('proxy', 'settings', 'set', 'site', ...own)).exitCode).toBe(0);
    expect(await eventually(revision, (now) => now >= before + 2)).toBe(before + 2);
    const { body, headers } = await asked(pair('site'));
    expect(body).toMatchObject({
      revision: 2,
      settings: { cache: { presentSeconds: 5 }, offline: { keysHours: 48 }, allowedClients: ['127.0.0.0/8', '::1'] },
    });
    const unchanged = await asked(pair('site'), { 'if-none-match': headers['etag'] as string });
    expect([unchanged.status, unchanged.text]).toEqual([304, '']);
    expect((await pksn('proxy', 'settings', 'set', 'site', '--unset', 'cache', 'allowedClients')).exitCode).toBe(0);
    expect((await asked(pair('site'), { 'if-none-match': headers['etag'] as string })).body.settings).toEqual({
      cache: { presentSeconds: 60 },
      offline: { keysHours: 48 },
    });
    expect((await pksn('proxy', 'settings', 'show', 'site')).out).toMatch(/^offline\.keysHours +48 +all$/m);
  });

  it('is set nothing that is out of bounds, or that somebody else changed meanwhile', async () => {
    const kept = await shown('site');
    const put = (body: unknown, query = ''): Promise<Answer> =>
      service.admin.send('PUT', `/api/v1/proxies/site/settings${query}`, { body });
    expect((await put({ cache: { presentSeconds: -1 } })).body).toMatchObject({ code: 'REQUEST_MALFORMED' });
    expect((await put([])).body.code).toBe('REQUEST_MALFORMED');
    expect((await put({}, '?revision=1')).body.code).toBe('PROXY_CONFLICT');
    expect(await shown('site')).toEqual(kept);
  });

  it('has two certificates while it is renewed, and answers meanwhile', async () => {
    const old = pair('site');
    const renew = (): Promise<CommandEnd> =>
      pksn('proxy', 'renew', 'site', '--bundle', bundle('site'), '--authority', dirname(service.tls.ca));
    const { exitCode, err } = await renew();
    expect([exitCode, err]).toEqual([0, '']);
    process.kill(proxy.pid, 'SIGHUP');
    const renewed = pair('site');
    for (const one of [old, renewed]) expect((await asked(one)).body.proxy).toMatchObject({ name: 'site' });
    expect((await renew()).exitCode).toBe(73);
    expect(pair('site')).toEqual(renewed);
    const { cert: certificate } = await (await clientAuthority(Date.now())).issue('third');
    const third = await service.admin.post('/api/v1/proxies/site/certificates', { body: { certificate } });
    expect(third.body).toMatchObject({ status: 409, code: 'PROXY_CONFLICT' });
    const { askedAt } = (await status()).enrolment as { askedAt: string };
    expect((await pksn('proxy', 'revoke', 'site', '--certificate', fingerprint(old))).exitCode).toBe(0);
    expect((await asked(old)).body).toMatchObject({ status: 403, code: 'PROXY_REVOKED' });
    expect((await asked(renewed)).status).toBe(200);
    // The revocation makes it ask again: by the new certificate, without a restart.
    const { enrolment } = await eventually(status, (now) => now.enrolment.askedAt !== askedAt);
    expect(enrolment).toMatchObject({ state: 'known' });
    const body = { certificate: old.cert };
    expect((await service.admin.post('/api/v1/proxies/site/certificates', { body })).body.code).toBe('PROXY_CONFLICT');
    const none = { certificate: service.ca };
    expect((await service.admin.post('/api/v1/proxies/site/certificates', { body: none })).body.code).toBe(
      'PROXY_CERTIFICATE',
    );
  });

  it('is not mistaken for whoever shows a certificate that is not registered', async () => {
    const strange = await (await clientAuthority(Date.now())).issue('strange');
    expect((await asked(strange)).body).toMatchObject({ status: 401, code: 'PROXY_UNKNOWN' });
    expect((await asked(null)).body).toMatchObject({ status: 401, code: 'PROXY_UNKNOWN' });
    expect((await asked(pair('site'), { 'pksn-proxy-via': fingerprint(strange) })).body.code).toBe('PROXY_UNKNOWN');
    const authorization = `Bearer ${license.key}`;
    for (const own of [strange, pair('beta-site'), null])
      expect((await asked(own, { authorization }, `/v1/files/${RED}`)).body).toMatchObject({ zone: 'red' });
  });

  it('is refused when its certificate has ended', async () => {
    const database = await openDatabase(service.database.url, 1);
    const end = (when: string): Promise<unknown> =>
      database.query(
        `UPDATE proxy_certificate SET expires_at = ${when} FROM proxy p WHERE p.id = proxy_id AND p.name = 'beta-site'`,
      );
    await end(`now() - interval '1 second'`);
    expect((await asked(pair('beta-site'))).body).toMatchObject({ status: 403, code: 'PROXY_REVOKED' });
    expect((await asked(pair('site'), { 'pksn-proxy-via': fingerprint(pair('beta-site')) })).body.code).toBe(
      'PROXY_REVOKED',
    );
    expect(await shown('beta-site')).toMatchObject({ state: 'no certificate', certificates: [{ state: 'expired' }] });
    await end(`now() + interval '29 days'`);
    await database.destroy();
    expect((await asked(pair('beta-site'))).status).toBe(200);
  });

  it('is told about by pksn doctor, and its history by the audit log', async () => {
    const { out } = await pksn('doctor', '--server', 'https://127.0.0.1:9');
    expect(out).toMatch(/^look +the certificate of proxy beta-site ends 20/m);
    const { body } = await service.admin.get('/api/v1/audit?limit=500');
    const actions = (body.entries as { action: string }[])
      .map(({ action }) => action)
      .filter((one) => one.startsWith('proxy.'));
    expect(new Set(actions)).toEqual(
      new Set([
        'proxy.enrolled',
        'proxy.defaults-set',
        'proxy.settings-set',
        'proxy.certificate-added',
        'proxy.certificate-revoked',
      ]),
    );
    expect(JSON.stringify(body)).not.toContain('PRIVATE KEY');
  });

  it('is refused once it is revoked, goes on serving, and leaves its name', async () => {
    expect((await pksn('proxy', 'revoke', 'site')).exitCode).toBe(0);
    expect((await asked(pair('site'))).body).toMatchObject({ status: 403, code: 'PROXY_REVOKED' });
    expect((await proxy.caller(license.key).get(`/v1/files/${RED}`)).body).toMatchObject({ zone: 'red' });
    expect((await eventually(status, (now) => now.enrolment.state !== 'known')).enrolment.state).toBe('revoked');
    const names = async (query: string): Promise<string[]> =>
      ((await service.admin.get(`/api/v1/proxies${query}`)).body.proxies as { name: string }[]).map(({ name }) => name);
    expect(await names('')).toEqual(['alpha-site', 'beta-site']);
    expect(await names('?revoked=true')).toEqual(['alpha-site', 'beta-site', 'site']);
    const { body } = await service.admin.get('/api/v1/proxies?limit=1');
    expect(await names(`?limit=1&cursor=${String(body.next)}`)).toEqual(['beta-site']);
    expect((await shown('site')).state).toBe('revoked');
    expect(await pksn('proxy', 'settings', 'set', 'site', '--connections', '7')).toMatchObject({
      ...{ exitCode: 73, err: expect.stringContaining('was revoked') as string },
    });
    expect((await enroll('site', '--force')).exitCode).toBe(0);
    expect((await shown('site')).state).toBe('good');
  });
});

type Own = { cert: string; key: string };
