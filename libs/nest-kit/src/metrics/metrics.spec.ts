import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, ensureLocalTls } from '@pksn/runtime';
import type { MetricFamily } from './metric-family';
import { Metrics } from './metrics';
import { listenForMetrics } from './metrics-listener';

/** The samples of a scrape: a line that is neither comment nor sample would fail here. */
function parse(text: string): Map<string, number> {
  const samples = new Map<string, number>();
  for (const line of text.split('\n').filter((one) => one !== '' && !one.startsWith('#'))) {
    const [, name, value] =
      /^([a-zA-Z_:][\w:]*(?:\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\.)*",?)*\})?) (\S+)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new Error(`not a sample: ${line}`);
    expect(samples.has(name)).toBe(false);
    samples.set(name, value === '+Inf' ? Infinity : value === 'Nan' ? Number.NaN : Number(value));
  }
  return samples;
}

it('is text that Prometheus reads: what is counted now, and what Node tells', async () => {
  let families: MetricFamily[] = [
    { name: 'a_total', help: 'A', kind: 'counter', samples: [[{ route: '/x', outcome: 'ok' }, 3]] },
    { name: 'b', help: 'B', kind: 'gauge', samples: [[{}, Infinity]] },
    { name: 'c', help: 'C', kind: 'gauge', samples: [] },
  ];
  const metrics = new Metrics(() => families);
  const first = await metrics.text();
  expect(first).toContain('# TYPE a_total counter');
  expect(parse(first).get('a_total{route="/x",outcome="ok"}')).toBe(3);
  expect(parse(first).get('b')).toBe(Infinity);
  expect(parse(first).get('nodejs_eventloop_lag_seconds')).toBeGreaterThanOrEqual(0);
  families = [
    { name: 'a_total', help: 'A', kind: 'counter', samples: [[{ route: '/y"\n', outcome: 'ok' }, 1]] },
    { name: 'c', help: 'C', kind: 'gauge', samples: [[{ state: 's' }, -2]] },
  ];
  const [one, two] = await Promise.all([metrics.text(), metrics.text()]);
  expect(parse(one).get('a_total{route="/y\\"\\n",outcome="ok"}')).toBe(1);
  expect(one).not.toContain('route="/x"');
  expect([parse(one).get('c{state="s"}'), parse(two).get('c{state="s"}')]).toEqual([-2, -2]);
});

describe('a listener of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pksn-metrics-'));
  const lines: string[] = [];
  const log = createLogger({
    name: 'test',
    level: 'info',
    destination: { write: (line: string) => void lines.push(line) },
  });
  const metrics = new Metrics(() => [{ name: 'pksn_x', help: 'X', kind: 'gauge', samples: [[{}, 1]] }]);
  let tls: Awaited<ReturnType<typeof ensureLocalTls>>;
  let stop: () => Promise<void> = () => Promise.resolve();
  beforeAll(async () => {
    tls = await ensureLocalTls(folder, { hosts: ['127.0.0.1'], now: Date.now() });
  });
  afterEach(() => stop());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const port = (): number => Number(/"metricsPort":(\d+)/.exec(lines[lines.length - 1] ?? '')?.[1]);
  const get = async (path: string, authorization?: string, method = 'GET'): Promise<[number, string]> => {
    const ca = await readFile(tls.ca, 'utf8');
    const headers = authorization === undefined ? {} : { authorization };
    return new Promise((done, fail) => {
      const call = request({ host: '127.0.0.1', port: port(), path, method, headers, ca, agent: false }, (answer) => {
        let text = '';
        answer.on('data', (piece: Buffer) => (text += piece.toString()));
        answer.on('end', () => done([answer.statusCode ?? 0, text]));
      });
      call.on('error', fail).end();
    });
  };

  it('serves one path, to whoever reaches the loopback', async () => {
    stop = await listenForMetrics(metrics, { tls, host: '127.0.0.1', port: 0, token: null }, log);
    const [status, text] = await get('/metrics');
    expect([status, parse(text).get('pksn_x')]).toEqual([200, 1]);
    expect(await get('/')).toEqual([404, expect.stringContaining('ROUTE_NOT_FOUND')]);
    expect((await get('/metrics', undefined, 'POST'))[0]).toBe(404);
  });

  it('asks for its token before anything else', async () => {
    stop = await listenForMetrics(metrics, { tls, host: '127.0.0.1', port: 0, token: 'secret' }, log);
    expect((await get('/metrics', 'Bearer secret'))[0]).toBe(200);
    for (const wrong of [undefined, 'Bearer other', 'secret', 'Bearer secret2', 'Basic secret']) {
      const [status, text] = await get('/', wrong);
      expect([status, text]).toEqual([401, expect.stringContaining('ADMIN_UNAUTHENTICATED')]);
    }
  });

  it('is not opened to the network without a token, nor on a port that is taken', async () => {
    const open = (host: string, at: number): Promise<unknown> =>
      listenForMetrics(metrics, { tls, host, port: at, token: null }, log);
    await expect(open('0.0.0.0', 0)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    stop = await listenForMetrics(metrics, { tls, host: '127.0.0.1', port: 0, token: null }, log);
    await expect(open('127.0.0.1', port())).rejects.toMatchObject({ code: 'PORT_TAKEN' });
  });
});
