import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '@pksn/runtime';
import type { ForgedLicense, ForgedVendor } from '@pksn/testing';
import { forgeVendor } from '@pksn/testing';
import { EventStream } from './event-stream';
import type { Answer } from './https-caller';
import { ProxyProcess } from './proxy-process';
import { samplePackage } from './sample-packages';
import { Service } from './service';
import { eventually, importOf, submit, trust } from './steps';

const FEED = 'acme/core';
const sha256 = (n: number): string => n.toString(16).padStart(64, 'a');
const FILES = 40;
const rows = (name: string): string =>
  ['sha256,zone,threat', ...Array.from({ length: FILES }, (_, n) => `${sha256(n)},red,${name}`)].join('\n');

type Told = Answer['body'];

describe('a proxy and a service that changes, is away, and comes back', () => {
  let service: Service;
  let vendor: ForgedVendor;
  let mine: ForgedLicense;
  let gone: ForgedLicense;
  let near: ProxyProcess;
  let far: ProxyProcess;
  let servicePort: number;

  const proxyOf = (upstream: string, config: Record<string, unknown> = {}): ProxyProcess =>
    new ProxyProcess({ upstream, ...service.tls, config }, service.ca);
  const file = (proxy: ProxyProcess, n: number, key = mine.key): Promise<Answer> =>
    proxy.caller(key).get(`/v1/files/${sha256(n)}`);
  const bulk = (proxy: ProxyProcess, numbers: readonly number[], key = mine.key): Promise<Answer> =>
    proxy.caller(key).post('/v1/lookup', { body: { objects: numbers.map((n) => ({ file: sha256(n) })) } });
  const revoke = async (id: string): Promise<void> => {
    const { status } = await service.admin.post(`/api/v1/licenses/${id}/revoke`, { body: { reason: 'stolen' } });
    expect(status).toBeLessThan(300);
  };
  const override = async (n: number, zone: string): Promise<void> => {
    const body = { object: { file: sha256(n) }, zone, reason: 'test' };
    expect((await service.admin.post('/api/v1/overrides', { body })).status).toBe(201);
  };
  const startQuery = (): Promise<unknown> =>
    service.start('query-api', 'query-api', { PKSN_PORT: String(servicePort) });

  beforeAll(async () => {
    service = await Service.create();
    servicePort = await freePort();
    await Promise.all([startQuery(), service.start('admin-api'), service.start('import-worker')]);
    vendor = forgeVendor('acme', Date.now());
    await trust(service, vendor);
    const full = await samplePackage(vendor, { feed: FEED, version: 1, rows: rows('Test.Gen1') });
    expect(await importOf(service, full)).toMatchObject({ state: 'active' });
    mine = vendor.license({ licenseId: 'mine', customer: { id: 'alpha', name: 'Alpha' } });
    gone = vendor.license({ licenseId: 'gone', customer: { id: 'alpha', name: 'Alpha' } });
    await submit(service, mine, gone);
    await eventually(
      () => service.query(gone.key).get('/v1/status'),
      ({ status }) => status === 200,
    );
    near = await proxyOf(`https://127.0.0.1:${String(servicePort)}`).start();
    far = await proxyOf(near.origin).start();
  }, 120_000);
  afterAll(async () => {
    if (process.env.PKSN_TEST_PROXY_LOG !== undefined)
      for (const one of [near, far]) process.stderr.write(`${one.log}\n`);
    await Promise.all([near, far].map((one) => one?.stop()));
    await service?.stop();
  }, 60_000);

  it('answers every bulk from one generation while generations change under it', async () => {
    let isOver = false;
    const seen = new Map<number, Set<string>>();
    const mixed: unknown[] = [];
    const ask = async (proxy: ProxyProcess): Promise<void> => {
      while (!isOver) {
        const numbers = Array.from({ length: 10 }, () => Math.floor(Math.random() * FILES));
        const { status, body } = await bulk(proxy, numbers);
        expect(status).toBe(200);
        const threats = new Set((body.results as { threat: string }[]).map((one) => one.threat));
        if (threats.size !== 1) mixed.push(body);
        seen.set(body.generation as number, new Set([...(seen.get(body.generation as number) ?? []), ...threats]));
      }
    };
    const asking = [ask(near), ask(far), ask(far)];
    for (let version = 2; version <= 5; version++) {
      const next = await samplePackage(vendor, { feed: FEED, version, rows: rows(`Test.Gen${String(version)}`) });
      expect(await importOf(service, next)).toMatchObject({ state: 'active' });
    }
    await delay(300);
    isOver = true;
    await Promise.all(asking);
    expect(mixed).toEqual([]);
    // A generation says one thing, whoever told of it.
    for (const [generation, threats] of seen)
      expect({ generation, threats: [...threats] }).toHaveProperty('threats.length', 1);
    expect(seen.size).toBeGreaterThan(1);
    const { text } = await bulk(far, [1, 2, 3]);
    const objects = [1, 2, 3].map((n) => ({ file: sha256(n) }));
    expect(text).toBe((await service.query(mine.key).post('/v1/lookup', { body: { objects } })).text);
  }, 60_000);

  it('hands changes on to those who listen, and goes on behind their cursor', async () => {
    const options = { port: far.port, ca: service.ca, key: mine.key, path: '/v1/changes' };
    const stream = await EventStream.open(options);
    const first = await stream.until(({ event }) => event === 'changes');
    await override(30, 'green');
    const tells =
      (n: number) =>
      (one: { data: Told }): boolean =>
        (one.data.changes as { key?: string }[]).some(({ key }) => key === sha256(n));
    expect(await stream.until(tells(30))).toBeDefined();
    // Whoever was told asks behind the change.
    expect((await file(far, 30)).body.zone).toBe('green');
    stream.close();
    await override(31, 'green');
    const again = await EventStream.open({ ...options, lastEventId: first?.id as string });
    expect(await again.until(tells(30))).toBeDefined();
    expect(await again.until(tells(31))).toBeDefined();
    again.close();
    const cursor = first?.id as string;
    const page = await far.caller(mine.key).get(`/v1/changes?cursor=${cursor}`);
    expect(page).toMatchObject({ status: 200, body: { reset: false } });
    const foreign = await far.caller(mine.key).get('/v1/changes?cursor=nonsense');
    expect(foreign).toMatchObject({ status: 200, body: { reset: true, changes: [] } });
  });

  it('goes on without the service: by age, for keys that were good, and only with what it keeps', async () => {
    for (const n of [1, 2]) expect((await file(far, n)).body.stale).toBe(false);
    expect((await file(far, 1, gone.key)).status).toBe(200);
    const lost = await EventStream.open({ port: far.port, ca: service.ca, key: mine.key, path: '/v1/changes' });
    await revoke('gone');
    await eventually(
      () => file(far, 1, gone.key),
      ({ status }) => status === 403,
    );
    await service.kill('query-api');
    const kept = await eventually(
      () => file(near, 1),
      ({ body }) => body.stale === true,
    );
    expect(kept.body).toMatchObject({ zone: 'red', stale: true, age: expect.any(Number) as number });
    expect(kept.headers.age).toBe(String(kept.body.age));
    expect(kept.headers['pksn-scope']).toBeUndefined();
    for (const proxy of [near, far]) {
      const known = await eventually(
        () => file(proxy, 2),
        ({ body }) => body.stale === true,
      );
      expect(known).toMatchObject({ status: 200, body: { zone: 'red', stale: true } });
      expect((await file(proxy, 777)).body).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
      const never = vendor.license({ licenseId: 'never', customer: { id: 'alpha', name: 'Alpha' } });
      expect((await file(proxy, 1, never.key)).body).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
      expect((await file(proxy, 1, gone.key)).status).not.toBe(200);
      const { body } = await bulk(proxy, [1, 777]);
      expect(body).toMatchObject({
        stale: true,
        results: [{ zone: 'red' }, { error: { code: 'SERVICE_UNAVAILABLE' } }],
      });
    }
    // Nobody below may believe that what he keeps is right.
    expect(await lost.until(({ event }) => event === 'end')).toBeDefined();
    expect((await far.caller(mine.key).get('/v1/changes')).status).toBe(503);
  }, 60_000);

  it('has it all again after kill -9, without the service', async () => {
    await Promise.all([near.kill(), far.kill()]);
    await Promise.all([near.start(), far.start()]);
    const { body } = await file(far, 1);
    expect(body).toMatchObject({ zone: 'red', stale: true });
    expect((await file(near, 1, gone.key)).status).not.toBe(200);
    expect((await near.caller(mine.key).get('/v1/status')).body).toMatchObject({ database: { stale: true } });
  });

  it('forgets what changed meanwhile as soon as the service is back', async () => {
    await override(1, 'green');
    await startQuery();
    const seen = await eventually(
      () => file(far, 1),
      ({ body }) => body.zone === 'green',
    );
    expect(seen.body).toMatchObject({ zone: 'green', stale: false });
    const objects = [1, 2].map((n) => ({ file: sha256(n) }));
    const again = await eventually(
      () => bulk(far, [1, 2]),
      ({ headers }) => headers['pksn-scope'] !== undefined,
    );
    expect(again.text).toBe((await service.query(mine.key).post('/v1/lookup', { body: { objects } })).text);
    const refused = await file(far, 1, gone.key);
    expect(refused).toMatchObject({ status: 403, body: { code: 'LICENSE_REVOKED' } });
  }, 60_000);

  it('has no key on disk or in its log', () => {
    for (const proxy of [near, far]) {
      for (const { key } of [mine, gone]) {
        expect(proxy.log).not.toContain(key);
        const plain = key.replaceAll('-', '').slice(4, 30);
        for (const text of [key, plain, key.slice(5, 40)]) {
          expect(() => execFileSync('grep', ['-rqF', text, proxy.folder])).toThrow();
        }
      }
      // The looking itself works: the hash is there, of which a table leaves out what it begins with in common with its neighbor.
      expect(() => execFileSync('grep', ['-rqF', mine.keyHash.slice(8, 24), proxy.folder])).not.toThrow();
    }
  });
});
