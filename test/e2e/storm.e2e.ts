import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import type { ForgedLicense } from '@pksn/testing';
import { forgeVendor } from '@pksn/testing';
import { samplePackage } from './sample-packages';
import { Service } from './service';
import { eventually, importOf, submit, trust } from './steps';

const CONNECTIONS = 300;
const REQUESTS_EACH = 4;
const MEBIBYTE = 1024 * 1024;

interface Seen {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly text: string;
}

/** Every endpoint back from a holiday: connections without sessions, and more bulks than can be answered in time. */
describe('a storm', () => {
  let service: Service;
  let license: ForgedLicense;

  beforeAll(async () => {
    service = await Service.create();
    await Promise.all([
      service.start('query-api', 'query-api', {
        // So little that a few bulks at once are too much, on any machine.
        PKSN_REFUSE_BULKS_ABOVE: '50ms',
        PKSN_REFUSE_ALL_ABOVE: '2s',
        PKSN_INDEX_MEMORY_BYTES: '0',
      }),
      service.start('admin-api'),
      service.start('import-worker'),
    ]);
    const acme = forgeVendor('acme', Date.now());
    license = acme.license();
    await trust(service, acme);
    const rows = Array.from({ length: 500 }, (_, i) => `${hash(i)},red`);
    await importOf(
      service,
      await samplePackage(acme, { feed: 'acme/core', version: 1, rows: ['sha256,zone', ...rows].join('\n') }),
    );
    await submit(service, license);
    await eventually(
      () => service.query(license.key).get(`/v1/files/${hash(0)}`),
      ({ status }) => status === 200,
    );
  }, 120_000);
  afterAll(() => service.stop());

  it('is answered, by refusals where need be, and over when it is over', async () => {
    const before = memoryBytes();
    const statuses: { status: string; restrictions: { reason: string; requests: string[] }[] }[] = [];
    let running = true;
    const watching = (async () => {
      while (running) {
        const { status, body } = await service.query(license.key).get('/v1/status');
        expect(status).toBe(200);
        statuses.push(body);
        await delay(20);
      }
    })();
    const seen = (await Promise.all(Array.from({ length: CONNECTIONS }, (_, i) => endpoint(i)))).flat();
    running = false;
    await watching;

    expect(seen).toHaveLength(CONNECTIONS * REQUESTS_EACH);
    for (const { status, retryAfter, text } of seen) {
      expect([200, 503]).toContain(status);
      if (status !== 503) continue;
      expect(Number(retryAfter)).toBeGreaterThanOrEqual(1);
      expect(Number(retryAfter)).toBeLessThanOrEqual(30);
      expect(text).toContain('"code":"SERVICE_OVERLOADED"');
    }
    const counted = (status: number): number => seen.filter((one) => one.status === status).length;
    expect(counted(200)).toBeGreaterThan(CONNECTIONS);
    expect(counted(503)).toBeGreaterThan(0);
    expect(statuses.filter((one) => one.status === 'restricted').map((one) => one.restrictions[0])).toContainEqual(
      expect.objectContaining({ reason: 'load', requests: ['bulk'] }),
    );
    expect(memoryBytes() - before).toBeLessThan(400 * MEBIBYTE);

    await calm();
    const after = await service.query(license.key).post('/v1/lookup', { body: { objects: [{ file: hash(1) }] } });
    expect([after.status, after.body.results[0].zone]).toEqual([200, 'red']);
    expect(service.apps.get('query-api')?.process.exitCode).toBeNull();
    expect(service.apps.get('query-api')?.log()).not.toMatch(/defect|promise was left alone/);
  }, 180_000);

  /** Waits, however busy the machine is with other things, until nothing is refused any more. */
  async function calm(): Promise<void> {
    for (let i = 0; i < 600; i++) {
      const { body } = await service.query(license.key).get('/v1/status');
      const ready = await service.query(null).get('/readyz');
      if (body.status === 'enabled' && body.restrictions.length === 0 && ready.body.status === 'ok') return;
      await delay(100);
    }
    throw new Error('the service did not take on everything again');
  }

  /** One endpoint on a new connection: two bulks of URLs, or lookups of known files. Answers must be right. */
  async function endpoint(number: number): Promise<Seen[]> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1, maxCachedSessions: 0, ca: service.ca });
    const seen: Seen[] = [];
    for (let i = 0; i < REQUESTS_EACH; i++) {
      if (number % 2 === 0) {
        const objects = Array.from({ length: 1_000 }, (_, n) => ({ url: `https://h${n}.example/${i}/a/b/c?d=${n}` }));
        const answer = await ask(agent, 'POST', '/v1/lookup', JSON.stringify({ objects }));
        if (answer.status === 200) expect(answer.text.match(/"zone":"grey"/g)).toHaveLength(1_000);
        seen.push(answer);
      } else {
        const answer = await ask(agent, 'GET', `/v1/files/${hash(number)}`);
        if (answer.status === 200) expect(answer.text).toContain('"zone":"red"');
        seen.push(answer);
      }
    }
    agent.destroy();
    return seen;
  }

  function ask(agent: Agent, method: string, path: string, body?: string): Promise<Seen> {
    const type =
      body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const headers = { authorization: `Bearer ${license.key}`, ...type };
    return new Promise((done, fail) => {
      const options = { host: '127.0.0.1', port: service.portOf('query-api'), method, path, headers, agent };
      const outgoing = request(options, (incoming) => {
        const parts: Buffer[] = [];
        incoming.on('data', (part: Buffer) => parts.push(part));
        incoming.on('error', fail);
        incoming.on('end', () => {
          const text = Buffer.concat(parts).toString();
          done({ status: incoming.statusCode ?? 0, retryAfter: incoming.headers['retry-after'], text });
        });
      });
      outgoing.on('error', fail);
      outgoing.end(body);
    });
  }

  function memoryBytes(): number {
    const pid = String(service.apps.get('query-api')?.process.pid);
    const [, kibibytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kibibytes) * 1024;
  }
});

function hash(i: number): string {
  return createHash('sha256')
    .update(`storm ${String(i)}`)
    .digest('hex');
}
