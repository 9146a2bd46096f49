import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateLicenseKey } from '@pksn/licensing';
import type { LocalTlsPaths } from '@pksn/runtime';
import { ensureLocalTls, freePort } from '@pksn/runtime';
import { EventStream } from './event-stream';
import type { Answer } from './https-caller';
import type { CommandEnd } from './pksn-command';
import { pksnCommand } from './pksn-command';
import { ProxyProcess } from './proxy-process';
import { ScriptedService } from './scripted-service';
import { eventually } from './steps';

const sha256 = (n: number): string => n.toString(16).padStart(64, '0');
const settingsOf = (settings: unknown, revision = 1): object => ({
  ...{ proxy: { id: 'p', name: 'north', boundTo: 'provider' }, revision, settings },
  certificateExpiresAt: '2030-01-01T00:00:00.000Z',
});

describe('what proxies show of themselves, and how they are set', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pksn-status-'));
  const key = generateLicenseKey();
  let tls: LocalTlsPaths;
  let ca: string;
  let caFile: string;
  let service: ScriptedService;
  let near: ProxyProcess;
  let far: ProxyProcess;
  const pages: { near: number; far: number } = { near: 0, far: 0 };

  const page = (
    port: number,
    path: string,
    method = 'GET',
    host = 'localhost',
  ): Promise<Pick<Answer, 'status' | 'text' | 'body'>> =>
    new Promise((done, fail) => {
      request({ host: '127.0.0.1', port, path, method, agent: false, headers: { host } }, (response) => {
        let text = '';
        response.on('data', (part: Buffer) => (text += part.toString()));
        response.on('end', () => {
          const isJson = (response.headers['content-type'] ?? '').includes('json');
          done({ status: response.statusCode ?? 0, text, body: isJson && text !== '' ? JSON.parse(text) : null });
        });
      })
        .on('error', fail)
        .end();
    });
  const statusOf = async (port: number): Promise<Answer['body']> => (await page(port, '/status.json')).body;
  const file = (proxy: ProxyProcess, n: number): Promise<Answer> => proxy.caller(key).get(`/v1/files/${sha256(n)}`);
  const setting = async (name: string): Promise<unknown> =>
    (await statusOf(pages.near)).settings.find((one: { name: string }) => one.name === name);
  /** As an administrator's write is heard of: the registry moves. */
  const set = (settings: unknown, status = 200): void => {
    service.settings = { status, body: status === 200 ? settingsOf(settings, service.word.revision + 1) : settings };
    service.tell([], { revision: service.word.revision + 1 });
  };

  beforeAll(async () => {
    tls = await ensureLocalTls(join(folder, 'tls'), { hosts: [], now: Date.now() });
    caFile = tls.ca;
    ca = readFileSync(tls.ca, 'utf8');
    service = await ScriptedService.start(tls);
    service.settings = { status: 200, body: settingsOf({}) };
    [pages.near, pages.far] = [await freePort(), await freePort()];
    const config = (port: number): object => ({ status: { port }, limits: { connections: 100 } });
    const identity = { cert: tls.cert, key: tls.key };
    near = await new ProxyProcess(
      { upstream: service.origin, ...tls, config: { ...config(pages.near), identity } },
      ca,
    ).start();
    far = await new ProxyProcess({ upstream: near.origin, ...tls, config: { ...config(pages.far) } }, ca).start();
  }, 60_000);
  afterAll(async () => {
    await Promise.all([near, far].map((one) => one?.stop()));
    await service?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('tells the whole chain, what was kept and what was saved', async () => {
    for (let i = 0; i < 5; i++) for (const n of [1, 2]) expect((await file(far, n)).status).toBe(200);
    expect((await far.caller('PKSN-NO').get(`/v1/files/${sha256(1)}`)).status).toBe(401);
    const told = await eventually(
      () => statusOf(pages.far),
      ({ chain }) => chain.links.length === 2,
    );
    expect(told).toMatchObject({
      status: 'ok',
      link: { linked: true, upstream: near.origin, losses: 0 },
      chain: {
        links: [
          { role: 'proxy', address: near.origin, name: 'north', status: 'ready' },
          { role: 'service', address: service.origin, status: 'ok' },
        ],
        circle: false,
      },
      lookups: { hits: 8, misses: 2, ratio: 0.8 },
      saved: { requests: 8, given: { requests: 10 }, fetched: { requests: 2 } },
      cache: { objects: 2, usable: true, views: 1 },
      licenseRefusals: { LICENSE_KEY_MALFORMED: 1 },
      enrolment: { state: 'not enrolled' },
      queue: null,
      warnings: [],
    });
    expect(await statusOf(pages.near)).toMatchObject({ queue: { entries: 0, limitBytes: 2 ** 28, delivered: 0 } });
    expect(told.upstream.p50Ms).toBeGreaterThan(0);
    expect(JSON.stringify(told)).not.toContain(key);
    expect(JSON.stringify(told)).not.toContain(sha256(1));
  });

  it('shows a page, metrics and health, and changes nothing', async () => {
    const { text } = await page(pages.far, '/');
    expect(text).toContain('<h1>KSN Proxy');
    expect(text).toContain(near.origin);
    const metrics = (await page(pages.far, '/metrics')).text;
    const lines = metrics.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    for (const line of lines) expect(line).toMatch(/^[a-z_]+(?:\{[a-z]+="[^"]+"\})? (?:[0-9.e+-]+|\+Inf)$/);
    expect(metrics).toContain('pksn_proxy_lookups_total{outcome="hit"} 8');
    expect(metrics).toMatch(/pksn_proxy_upstream_seconds_bucket\{le="\+Inf"\} [1-9]/);
    expect(metrics).toContain('pksn_proxy_refusals_total{code="LICENSE_KEY_MALFORMED"} 1');
    expect((await page(pages.near, '/metrics')).text).toContain('pksn_proxy_queue_entries 0');
    expect((await page(pages.near, '/')).text).toContain('Contributions on their way');
    expect((await page(pages.far, '/healthz')).body).toEqual({ status: 'ok' });
    expect((await page(pages.far, '/settings')).body).toMatchObject({ code: 'ROUTE_NOT_FOUND' });
    expect((await page(pages.far, '/', 'POST')).status).toBe(404);
    expect((await page(pages.far, '/status.json', 'GET', 'ksn.example.org')).status).toBe(400);
  });

  it('is looked at by pksn proxy status', async () => {
    const { exitCode, out, err } = await pksnCommand(['proxy', 'status', '--config', join(far.folder, 'proxy.json')]);
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toMatch(/^Hits: +80\.0 % of 10 objects/m);
    expect(out).toMatch(/^limits\.connections +100 +file$/m);
    expect(out).toContain(`proxy north ${near.origin} (ready)`);
    const json = await pksnCommand(['proxy', 'status', '--url', `http://127.0.0.1:${pages.far}`, '--json']);
    expect(JSON.parse(json.out)).toMatchObject({ status: 'ok', lookups: { hits: 8 } });
    const away = await pksnCommand(['proxy', 'status', '--url', 'http://127.0.0.1:9']);
    expect([away.exitCode, away.err]).toEqual([69, expect.stringContaining('SERVICE_UNREACHABLE')]);
  });

  it('is looked at by pksn proxy topology, which tells what leads round the private service', async () => {
    const keyFile = join(folder, 'key');
    writeFileSync(keyFile, key, { mode: 0o600 });
    const asked = ['--server', far.origin, '--cacert', caFile, '--key-file', keyFile, '--data', join(folder, 'none')];
    const look = async (...args: string[]): Promise<CommandEnd & { told: Answer['body'] }> => {
      const end = await pksnCommand(['proxy', 'topology', '--json', ...args]);
      return { ...end, told: JSON.parse(end.out) as Answer['body'] };
    };
    const well = await look(...asked);
    expect([well.exitCode, well.told.findings]).toEqual([0, []]);
    expect(well.told.places).toMatchObject([{ origin: far.origin, role: 'proxy', resolved: ['127.0.0.1'] }]);
    expect(well.told.places[0].chain.map(({ role }: { role: string }) => role)).toEqual(['proxy', 'proxy', 'service']);
    service.word.infrastructure = 'global';
    const other = await ensureLocalTls(join(folder, 'other'), { hosts: [], now: Date.now() });
    const [global, ofProxy, foreign] = await Promise.all([
      look(...asked),
      look('--config', join(far.folder, 'proxy.json')),
      look('--server', far.origin, '--cacert', other.ca, ...asked.slice(-4)),
    ]);
    service.word.infrastructure = 'private';
    expect([global.exitCode, global.told.findings]).toMatchObject([1, [{ code: 'ANSWER_GLOBAL', severity: 'wrong' }]]);
    expect([ofProxy.exitCode, ofProxy.told.findings]).toEqual([0, []]);
    expect([foreign.exitCode, foreign.told.findings]).toMatchObject([1, [{ code: 'CERTIFICATE_OTHER' }]]);
  });

  it('tells of a circle of proxies, and serves where its page finds no port', async () => {
    const shown = await freePort();
    const [one, two] = [await freePort(), await freePort()];
    const above = (port: number): object => ({ addresses: [`https://127.0.0.1:${port}`], ca: caFile, timeoutMs: 500 });
    const proxyAt = (port: number, upstream: number): ProxyProcess => {
      const config = { upstream: above(upstream), status: { port: shown } };
      return Object.assign(new ProxyProcess({ upstream: '', ...tls, config }, ca), { port });
    };
    const [first, second] = [proxyAt(one, two), proxyAt(two, one)];
    try {
      await first.start();
      await second.start();
      expect(second.log).toContain('there is no status page');
      const told = await eventually(
        () => statusOf(shown),
        ({ chain }) => chain.circle,
      );
      expect(told.warnings).toEqual(
        expect.arrayContaining([expect.objectContaining({ code: 'CHAIN_CIRCLE', severity: 'wrong' })]),
      );
      expect((await file(second, 1)).status).toBe(503);
    } finally {
      await Promise.all([first, second].map((one) => one.stop()));
    }
  });

  it('has settings of the service in force when the registry has moved, and says who has set what', async () => {
    expect(await setting('limits.connections')).toEqual({ name: 'limits.connections', value: 100, from: 'file' });
    const before = (await statusOf(pages.near)).lookups.misses;
    set({ cache: { presentSeconds: 1 }, limits: { requestsPerSecond: 5, queueBytes: 2 ** 21 } });
    await eventually(
      () => setting('cache.presentSeconds') as Promise<{ from: string }>,
      ({ from }) => from === 'service',
    );
    expect(await setting('limits.connections')).toMatchObject({ value: 100, from: 'file' });
    expect((await statusOf(pages.near)).queue.limitBytes).toBe(2 ** 21);
    // What was kept for longer is not given any more, either.
    await eventually(
      async () => {
        await file(near, 1);
        return (await statusOf(pages.near)).lookups.misses as number;
      },
      (misses) => misses > before,
    );
    const answers = await Promise.all(Array.from({ length: 60 }, () => file(near, 1)));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]).toMatchObject({ body: { code: 'CLIENT_RATE' }, headers: { 'retry-after': '1' } });
    set({ cache: { presentSeconds: 1 }, limits: { requestsPerSecond: 10_000 } });
    await eventually(
      () => setting('limits.requestsPerSecond') as Promise<{ value: number }>,
      ({ value }) => value === 10_000,
    );
  });

  it('changes nothing by settings that are not usable, and shows them', async () => {
    set({ limits: { requestsPerSecond: 1e12 } });
    const told = await eventually(
      () => statusOf(pages.near),
      ({ enrolment }) => enrolment.state === 'bad settings',
    );
    expect(told.status).toBe('degraded');
    expect(told.warnings).toMatchObject([{ code: 'SETTINGS_REFUSED', severity: 'wrong' }]);
    expect(await setting('limits.requestsPerSecond')).toMatchObject({ value: 10_000, from: 'service' });
    const bad: [unknown, string][] = [
      [[], 'settings must be an object'],
      ['x'.repeat(70_000), 'the settings are too large'],
      [{ allowedClients: ['0.0.0.0/0', 'nobody'] }, 'allowedClients must be'],
    ];
    for (const [settings, problem] of bad) {
      set(settings);
      await eventually(
        () => statusOf(pages.near),
        ({ enrolment }) => enrolment.problem.startsWith(problem),
      );
    }
    expect(await setting('cache.presentSeconds')).toMatchObject({ value: 1, from: 'service' });
  });

  it('goes on when it is revoked, and says so', async () => {
    set({ code: 'PROXY_REVOKED', title: 'x', detail: 'x' }, 403);
    await eventually(
      () => statusOf(pages.near),
      ({ warnings }) => warnings[0]?.code === 'PROXY_REVOKED',
    );
    expect((await file(near, 1)).status).toBe(200);
  });

  it('ends the connections of clients that are not allowed any more, also after a start without the link', async () => {
    const stream = await EventStream.open({ port: near.port, ca, key, path: '/v1/changes' });
    await stream.until(({ event }) => event === 'changes');
    set({ allowedClients: ['10.0.0.0/8'] });
    await stream.until(() => false);
    expect(stream.isOver).toBe(true);
    const refused = await file(near, 1);
    expect(refused).toMatchObject({ status: 403, body: { code: 'CLIENT_NOT_ALLOWED' } });
    expect(refused.headers['connection']).toBe('close');
    // Whoever looks at the page on the machine itself is not concerned.
    const known = await eventually(
      () => statusOf(pages.near),
      ({ enrolment }) => enrolment.state === 'known',
    );
    expect(known.enrolment).toMatchObject({ boundTo: 'provider' });
    await near.kill();
    await service.stop();
    await near.start();
    expect(await file(near, 1)).toMatchObject({ status: 403, body: { code: 'CLIENT_NOT_ALLOWED' } });
    const told = await eventually(
      () => statusOf(pages.near),
      ({ enrolment }) => enrolment.state === 'unreachable',
    );
    expect(told.warnings[0]).toMatchObject({ code: 'LINK_LOST', severity: 'wrong' });
    expect(await setting('allowedClients')).toEqual({ name: 'allowedClients', value: ['10.0.0.0/8'], from: 'service' });
  });
});
