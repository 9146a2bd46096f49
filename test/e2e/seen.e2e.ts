import { request } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import type { ForgedLicense } from '@pksn/testing';
import { forgeVendor } from '@pksn/testing';
import { pksnCommand } from './pksn-command';
import { samplePackage } from './sample-packages';
import { Service } from './service';
import { eventually, importOf, submit, trust } from './steps';

const PROCESSES = 2;
/** What must never be found in a log: objects in every way that they are asked, and where the asker is. */
const CANARY = {
  file: 'c0ffee'.repeat(10) + 'abcd',
  md5: 'dec0de00'.repeat(4),
  certificate: 'facade12'.repeat(5),
  host: 'canary-host-5d1f.example',
  ip: '198.51.100.77',
  product: 'CanaryProduct-7781',
};
const ASKER = '127.0.0.77';

/** What a pool of two query processes tells of itself: metrics of both in one scrape, statistics, and no objects. */
describe('what is seen of the service', () => {
  let service: Service;
  let license: ForgedLicense;
  let metricsPort = 0;

  beforeAll(async () => {
    service = await Service.create();
    await Promise.all([
      service.start('query-api', 'query-api', {
        PKSN_PROCESSES: String(PROCESSES),
        PKSN_METRICS_PORT: '0',
        PKSN_LOG_LEVEL: 'debug',
        PKSN_UNKNOWN_OBJECTS: 'true',
      }),
      service.start('admin-api', 'admin-api', { PKSN_LOG_LEVEL: 'debug' }),
      service.start('import-worker'),
    ]);
    const acme = forgeVendor('acme', Date.now());
    license = acme.license();
    await trust(service, acme);
    await importOf(
      service,
      await samplePackage(acme, { feed: 'acme/core', version: 1, rows: 'domain,zone\nred.example,red' }),
    );
    await submit(service, license);
    // Both of them, whichever a connection meets.
    for (let i = 0; i < 2 * PROCESSES; i++) {
      await eventually(
        () => service.query(license.key).get('/v1/status'),
        ({ status }) => status === 200,
      );
    }
    metricsPort = Number(/"metricsPort":(\d+)/.exec(service.apps.get('query-api')?.log() ?? '')?.[1]);
  }, 120_000);
  afterAll(() => service.stop());

  it('is the sum of all processes in one scrape, and stays it when one is replaced', async () => {
    const before = sampleOf(await scrape(), 'pksn_verdicts_total{object="domain",zone="red"}');
    for (let i = 0; i < 20; i++) {
      expect((await service.query(license.key).get('/v1/domains/red.example')).status).toBe(200);
    }
    const text = await scrape();
    expect(sampleOf(text, 'pksn_verdicts_total{object="domain",zone="red"}') - before).toBe(20);
    expect(sampleOf(text, 'pksn_query_requests_total{route="/v1/domains/:name",outcome="ok"}')).toBeGreaterThanOrEqual(
      20,
    );
    expect(sampleOf(text, 'pksn_tls_handshakes_total{session="new"}')).toBeGreaterThanOrEqual(20);
    expect(sampleOf(text, 'pksn_generation')).toBe(2);
    expect(sampleOf(text, 'pksn_load_level')).toBe(0);
    expect(sampleOf(text, 'pksn_feed_overdue_seconds{feed="acme/core"}')).toBeLessThan(0);
    expect(sampleOf(text, 'pksn_generation_switches_total')).toBeGreaterThanOrEqual(PROCESSES);
    expect(sampleOf(text, 'pksn_runs_damaged')).toBe(0);
    expect(text).toContain('# TYPE pksn_answer_seconds histogram');
    process.kill(service.apps.get('query-api')?.process.pid ?? 0, 'SIGUSR2');
    await eventually(
      () => Promise.resolve(service.apps.get('query-api')?.log() ?? ''),
      (log) => log.includes('every process was replaced'),
    );
    const after = await scrape();
    expect(sampleOf(after, 'pksn_verdicts_total{object="domain",zone="red"}') - before).toBe(20);
  }, 60_000);

  it('is never what was asked, nor by whom, in any log at any level that one would use', async () => {
    const { file, md5, certificate, host, ip, product } = CANARY;
    const paths = [
      `/v1/files/${file}`,
      `/v1/files/${md5}`,
      `/v1/files/${file}00`,
      `/v1/certificates/${certificate}`,
      `/v1/domains/${host}`,
      `/v1/domains/${host}..`,
      `/v1/urls?url=https%3A%2F%2F${host}%2F${file}`,
      `/v1/urls?url=mailto%3A${host}`,
      `/v1/urls?nothing=${host}`,
      `/v1/ips/${ip}`,
      `/v1/ips/${ip}.1`,
      `/v1/software?vendor=Acme&product=${product}`,
      `/nowhere/${host}`,
    ];
    const statuses = new Set<number>();
    for (const path of paths) {
      statuses.add(await askFrom(ASKER, path, license.key));
      statuses.add(await askFrom(ASKER, path, 'PKSN-no-such-key'));
    }
    const objects = [{ file }, { domain: host }, { url: `https://${host}/` }, { ip }, { certificate }, { file: 'zz' }];
    const bulk = await service.query(license.key).post('/v1/lookup', { body: { objects } });
    expect(bulk.status).toBe(200);
    for (const body of [`{"objects":[{"file":"${file}"`, `{"objects":[{"host":"${host}"}]}`]) {
      const call = { raw: body, headers: { 'content-type': 'application/json' } };
      statuses.add((await service.query(license.key).post('/v1/lookup', call)).status);
    }
    expect(statuses).toEqual(new Set([200, 400, 401, 404]));
    await delay(200);
    const logs = ['query-api', 'admin-api', 'import-worker']
      .map((name) => service.apps.get(name)?.log() ?? '')
      .join('');
    expect(logs).toContain('"level":"debug"');
    for (const value of [...Object.values(CANARY), ASKER]) {
      expect(logs.toLowerCase()).not.toContain(value.toLowerCase());
    }
  }, 60_000);

  it('is kept by hour, and shown to staff by API and command line', async () => {
    // A member that ends writes down what it has counted.
    await service.kill('query-api', 'SIGTERM');
    const { status, body } = await service.admin.get('/api/v1/statistics/queries?by=hour');
    expect(status).toBe(200);
    const sum = (object: string, zone: string): number =>
      body.counts
        .filter((one: { object: string; zone: string }) => one.object === object && one.zone === zone)
        .reduce((all: number, one: { queries: number }) => all + one.queries, 0);
    expect(sum('domain', 'red')).toBe(20);
    expect(sum('certificate', 'grey')).toBe(2);
    expect(body.counts[0].from).toMatch(/^\d{4}-\d\d-\d\dT\d\d:00:00.000Z$/);
    const days = await service.admin.get('/api/v1/statistics/queries');
    expect(days.body.counts[0].from).toMatch(/T00:00:00.000Z$/);
    const unknown = await service.admin.get('/api/v1/statistics/unknown');
    expect(unknown.body.objects).toContainEqual({ type: 'ip', object: CANARY.ip, queries: 2 });
    expect(unknown.body.objects).toContainEqual({ type: 'file', object: CANARY.file, queries: 2 });
    for (const wrong of ['by=week', 'from=yesterday', 'from=2027-01-02&to=2027-01-01']) {
      expect((await service.admin.get(`/api/v1/statistics/queries?${wrong}`)).status).toBe(400);
    }
    const pulse = await service.admin.get('/api/v1/pulse?step=60');
    const { total, points, step } = pulse.body;
    expect(step).toBe(60);
    const hourly = body.counts.filter((one: { zone: string }) => one.zone === 'red');
    expect(total.zones.red).toBe(hourly.reduce((all: number, one: { queries: number }) => all + one.queries, 0));
    expect(Object.keys(total.refusals)).toContainEqual(expect.stringMatching(/^LICENSE_/));
    expect(total.latency.bulk).toMatchObject({ count: expect.any(Number), p99: expect.any(Number) });
    expect(points.reduce((all: number, one: { requests: number }) => all + one.requests, 0)).toBe(total.requests);
    for (const wrong of ['step=9', 'from=2027-01-02&to=2027-01-01', 'from=yesterday'])
      expect((await service.admin.get(`/api/v1/pulse?${wrong}`)).status).toBe(400);
    const shown = await pksnCommand(['statistics', 'queries', '--by', 'hour', ...service.adminFlags]);
    expect(shown.out).toMatch(/domain +red +20/);
    const top = await pksnCommand(['statistics', 'unknown', ...service.adminFlags]);
    expect(top.out).toContain(CANARY.file);
  }, 60_000);

  function askFrom(localAddress: string, path: string, key: string): Promise<number> {
    const headers = { authorization: `Bearer ${key}` };
    const port = service.portOf('query-api');
    return new Promise((done, fail) => {
      const options = { host: '127.0.0.1', localAddress, port, path, headers, ca: service.ca, agent: false as const };
      request(options, (answer) => {
        answer.resume().on('end', () => done(answer.statusCode ?? 0));
      })
        .on('error', fail)
        .end();
    });
  }

  function scrape(): Promise<string> {
    return new Promise((done, fail) => {
      const options = { host: '127.0.0.1', port: metricsPort, path: '/metrics', ca: service.ca, agent: false as const };
      request(options, (answer) => {
        let text = '';
        answer.on('data', (part: Buffer) => (text += part.toString()));
        answer.on('end', () => done(text));
      })
        .on('error', fail)
        .end();
    });
  }
});

function sampleOf(text: string, name: string): number {
  const line = text.split('\n').find((one) => one.startsWith(`${name} `));
  return line === undefined ? 0 : Number(line.slice(name.length + 1));
}
