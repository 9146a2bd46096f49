import { execFileSync } from 'node:child_process';
import { hash, randomBytes, randomUUID, X509Certificate } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase } from '@pksn/store-postgres';
import type { DataSource } from '@pksn/store-postgres';
import type { ClientAuthority, ForgedLicense, ForgedVendor } from '@pksn/testing';
import { clientAuthority, forgeVendor } from '@pksn/testing';
import { HoldingRelay } from './holding-relay';
import type { Answer } from './https-caller';
import { HttpsCaller } from './https-caller';
import { ProxyProcess } from './proxy-process';
import { samplePackage } from './sample-packages';
import { publishStatement } from './sample-sender';
import { Service } from './service';
import { eventually, importOf, submit, trust } from './steps';

/** How often the proxy is killed while it delivers. */
const KILLS = Number(process.env.PKSN_TEST_PROXY_KILLS ?? 2);
const ENTRIES = Math.max(50, 12 * KILLS);
const HOUR_MS = 3_600_000;
const [A, B, C] = ['aa', 'bb', 'cc'].map((byte) => byte.repeat(16)) as [string, string, string];
const COUNTER = 'lookups';

describe('the queue of contributions', () => {
  let service: Service;
  let database: DataSource;
  let vendor: ForgedVendor;
  let authority: ClientAuthority;
  let mine: ForgedLicense;
  let other: ForgedLicense;
  let relay: HoldingRelay;
  let near: ProxyProcess;
  let far: ProxyProcess;
  let statement: number;
  const hour = (n: number): string =>
    new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS - n * HOUR_MS).toISOString().replace('.000', '');

  /** A proxy that the service knows by its certificate. */
  const enrolled = async (name: string, upstream: string, customer: string | null): Promise<ProxyProcess> => {
    const { cert, key } = await authority.issue(name);
    const identity = { cert: join(service.dataDir, `${name}.crt`), key: join(service.dataDir, `${name}.key`) };
    writeFileSync(identity.cert, cert);
    writeFileSync(identity.key, key, { mode: 0o600 });
    const id = randomUUID();
    await database.query(
      `INSERT INTO proxy (id, name, customer_id, enrolled_at, enrolled_by) VALUES ($1, $2, $3, now(), 'test')`,
      [id, name, customer],
    );
    await database.query(
      `INSERT INTO proxy_certificate (fingerprint, proxy_id, expires_at, added_at)
       VALUES ($1, $2, now() + interval '1 day', now())`,
      [hash('sha256', new X509Certificate(cert).raw, 'buffer'), id],
    );
    const config = { identity, limits: { queueBytes: 1_048_576 } };
    return new ProxyProcess({ upstream, ...service.tls, config }, service.ca);
  };
  const report = (
    proxy: ProxyProcess,
    n: number,
    count: number,
    { key }: ForgedLicense = mine,
    id = A,
  ): Promise<Answer> =>
    proxy.caller(key).post('/v1/statistics', {
      body: { applicationVersion: '1.0', counters: [{ name: COUNTER, hour: hour(n), count }] },
      headers: { 'pksn-endpoint': id },
    });
  const send = (
    proxy: ProxyProcess,
    raw: Buffer,
    { key }: ForgedLicense = mine,
    headers: Record<string, string> = {},
  ): Promise<Answer> =>
    proxy.caller(key).post('/v1/submissions', {
      raw,
      headers: {
        'content-type': 'application/octet-stream',
        'pksn-endpoint': key === other.key ? B : A,
        'pksn-confirmed': hash('sha256', raw),
        ...headers,
      },
    });
  const participate = (license: ForgedLicense, id: string, contributions = true): Promise<Answer> =>
    eventually(
      () =>
        service.query(license.key).send('PUT', '/v1/participation', {
          body: { statement, language: 'en', accepted: true, contributions },
          headers: { 'pksn-endpoint': id },
        }),
      ({ status }) => status === 200,
    );
  const queueOf = async (proxy: ProxyProcess): Promise<Answer['body']> =>
    (await proxy.caller(null).get('/readyz')).body.queue;
  const emptied = (proxy: ProxyProcess): Promise<Answer['body']> =>
    eventually(
      () => queueOf(proxy),
      ({ entries }) => entries === 0,
    );
  /** The proxy learns of it by what it asks next. */
  const cut = async (): Promise<void> => {
    relay.down();
    await near.caller(mine.key).get('/v1/status');
    expect((await near.caller(null).get('/readyz')).body.linked).toBe(false);
  };
  const countOf = async (customer: string, n: number): Promise<number | null> => {
    const rows = (await database.query(
      `SELECT (said->'c'->0->>1)::int AS count FROM contribution WHERE customer_id = $1 AND hour = $2`,
      [customer, hour(n)],
    )) as { count: number }[];
    return rows.length === 1 ? (rows[0]?.count ?? null) : null;
  };
  const reportsOf = async (bytes: Buffer): Promise<number> => {
    const rows = (await database.query('SELECT reports::int AS reports FROM sample WHERE sha256 = $1', [
      hash('sha256', bytes, 'buffer'),
    ])) as { reports: number }[];
    return rows[0]?.reports ?? 0;
  };
  const handedIn = async (customer: string): Promise<number> => {
    const sql = 'SELECT coalesce(sum(bytes), 0)::int AS bytes FROM contribution_day WHERE customer_id = $1';
    const [row] = (await database.query(sql, [customer])) as { bytes: number }[];
    return row?.bytes ?? 0;
  };
  const known = async (...proxies: ProxyProcess[]): Promise<void> => {
    for (const proxy of proxies)
      for (const { key } of [mine, other]) expect((await proxy.caller(key).get('/v1/license')).status).toBe(200);
  };

  beforeAll(async () => {
    service = await Service.create();
    database = await openDatabase(service.database.url, 2);
    await service.startAll();
    vendor = forgeVendor('acme', Date.now());
    authority = await clientAuthority(Date.now());
    await trust(service, vendor);
    const rows = 'domain,zone\nexample.net,red';
    await importOf(service, await samplePackage(vendor, { feed: 'acme/core', version: 1, rows }));
    mine = vendor.license({ licenseId: 'mine', customer: { id: 'alpha', name: 'Alpha' } });
    other = vendor.license({ licenseId: 'other', customer: { id: 'beta', name: 'Beta' } });
    await submit(service, mine, other);
    statement = await publishStatement(service);
    for (const [license, id] of [
      [mine, A],
      [mine, C],
      [other, B],
    ] as const)
      expect((await participate(license, id)).status).toBe(200);
    relay = await HoldingRelay.open(service.portOf('query-api'));
    near = await (await enrolled('near', relay.origin, null)).start();
    far = await (await enrolled('far', near.origin, 'alpha')).start();
    await known(near, far);
  }, 120_000);
  afterAll(async () => {
    if (process.env.PKSN_TEST_PROXY_LOG !== undefined)
      for (const one of [near, far]) process.stderr.write(`${one?.log}\n`);
    await Promise.all([near, far].map((one) => one?.stop()));
    await relay?.close();
    await database?.destroy();
    await service?.stop();
  }, 60_000);

  it('hands on what comes while the link is there, with the word of the service', async () => {
    expect(await report(near, 0, 1)).toMatchObject({ status: 200, body: { hours: 1 } });
    expect(await report(near, 0, 1, mine, 'dd'.repeat(16))).toMatchObject({ body: { code: 'PARTICIPATION_REQUIRED' } });
    expect(await queueOf(near)).toEqual({
      ...{ entries: 0, bytes: 0, limitBytes: 1_048_576, oldestAt: null },
      ...{ delivered: 0, refused: {}, lost: 0, isWaitingFor: null },
    });
  });

  const file = Buffer.concat([Buffer.from('MZ this program cannot be run'), randomBytes(100_000)]);

  it('takes what comes without the link by keys that were good, and nothing else', async () => {
    await cut();
    for (const [count, license, id] of [
      [2, mine, A],
      [3, mine, A],
      [5, other, B],
    ] as const)
      expect(await report(near, 1, count, license, id)).toMatchObject({ status: 202, body: { queued: true } });
    expect(await send(near, file)).toMatchObject({ status: 202, body: { queued: true } });
    const stranger = vendor.license({ licenseId: 'stranger', customer: { id: 'alpha', name: 'Alpha' } });
    expect((await report(near, 1, 9, stranger)).body.code).toBe('SERVICE_UNAVAILABLE');
    expect((await near.caller(null).post('/v1/statistics', { body: {} })).body.code).toBe('LICENSE_KEY_MISSING');
    const headers = { 'pksn-endpoint': A };
    const named = { applicationVersion: '1.0', counters: [], userName: 'bob' };
    const personal = await near.caller(mine.key).post('/v1/statistics', { body: named, headers });
    expect(personal).toMatchObject({ status: 400, body: { code: 'STATISTICS_PERSONAL' } });
    const wrong = { 'pksn-confirmed': hash('sha256', 'other') };
    expect(await send(near, file, mine, wrong)).toMatchObject({ status: 422, body: { code: 'SAMPLE_MISMATCH' } });
    expect(await send(near, file, mine, { 'pksn-confirmed': 'x' })).toMatchObject({
      body: { code: 'SAMPLE_UNCONFIRMED' },
    });
    const queue = await queueOf(near);
    expect(queue).toMatchObject({ entries: 4, delivered: 0, isWaitingFor: expect.any(String) as string });
    expect(Date.now() - (queue.oldestAt as number)).toBeLessThan(60_000);
    const samples = join(near.folder, 'data/queue/samples');
    expect(readdirSync(samples)).toHaveLength(1);
    expect(statSync(join(near.folder, 'data/queue/key')).mode & 0o777).toBe(0o600);
    expect(() => execFileSync('grep', ['-rqaF', 'this program cannot', near.folder])).toThrow();
  });

  it('has it all after kill -9, and hands it in once, in order, when the link is back', async () => {
    await near.kill();
    writeFileSync(join(near.folder, 'data/queue/samples', `${randomUUID()}.age`), 'left behind');
    await near.start();
    expect(await queueOf(near)).toMatchObject({ entries: 4 });
    expect(readdirSync(join(near.folder, 'data/queue/samples'))).toHaveLength(1);
    await eventually(
      () => report(near, 1, 4),
      ({ status }) => status === 202,
    );
    const before = await handedIn('alpha');
    relay.up();
    const queue = await emptied(near);
    expect(queue).toMatchObject({ bytes: 0, oldestAt: null, delivered: 5, refused: {}, lost: 0, isWaitingFor: null });
    expect([await countOf('alpha', 1), await countOf('beta', 1), await reportsOf(file)]).toEqual([4, 5, 1]);
    expect(await handedIn('alpha')).toBeGreaterThan(before);
    const rows = 'SELECT delivered::int AS n FROM proxy_queue ORDER BY 1';
    expect(((await database.query(rows)) as { n: number }[]).map(({ n }) => n)).toEqual([1, 1, 3]);
    await eventually(
      () => report(near, 2, 7),
      ({ status }) => status === 200,
    );
    expect(readdirSync(join(near.folder, 'data/queue/samples'))).toEqual([]);
  });

  it(`counts each once, though it is killed ${String(KILLS)} times while it delivers`, async () => {
    await known(near);
    await cut();
    const small = randomBytes(64);
    const before = await handedIn('alpha');
    const said = JSON.stringify({ v: '1.0', c: [[COUNTER, 1_000]], d: [] }).length;
    for (let n = 0; n < ENTRIES / 2; n++) {
      expect((await report(near, n % 20, 1_000)).status).toBe(202);
      expect((await send(near, small)).status).toBe(202);
    }
    expect(await queueOf(near)).toMatchObject({ entries: ENTRIES });
    relay.up();
    const lefts: number[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      // It delivers from its start on; at the first time when it notices the link.
      await delay(Math.random() * (kill === 0 ? 1_500 : 150));
      await near.kill();
      await near.start();
      lefts.push((await queueOf(near)).entries);
    }
    expect(await emptied(near)).toMatchObject({ refused: {}, lost: 0 });
    if (process.env.PKSN_TEST_PROXY_LOG !== undefined) process.stderr.write(`left at each kill: ${lefts.join(' ')}\n`);
    expect(await reportsOf(small)).toBe(ENTRIES / 2);
    expect((await handedIn('alpha')) - before).toBe((ENTRIES / 2) * said);
  }, 180_000);

  it('is told by the service what it took before, when the answer was lost', async () => {
    await known(near);
    // Nobody knows yet that the link is gone.
    relay.down();
    const small = randomBytes(64);
    expect((await send(near, small)).status).toBe(202);
    relay.isHolding = true;
    relay.up();
    expect(
      await eventually(
        () => reportsOf(small),
        (n) => n > 0,
      ),
    ).toBe(1);
    expect(await queueOf(near)).toMatchObject({ entries: 1 });
    relay.down();
    relay.isHolding = false;
    relay.up();
    await emptied(near);
    expect(await reportsOf(small)).toBe(1);
  });

  it('is told whether it was this entry, whatever else has its number at the same time', async () => {
    const [cert, key] = ['crt', 'key'].map((one) => readFileSync(join(service.dataDir, `near.${one}`), 'utf8'));
    const caller = new HttpsCaller(service.portOf('query-api'), service.ca, null, false, { cert, key } as never);
    const queue = randomBytes(16).toString('hex');
    const size = JSON.stringify({ v: '1.0', c: [[COUNTER, 1]], d: [] }).length;
    const before = await handedIn('alpha');
    const answers = await Promise.all(
      [5, 5, 5, 3, 9, 9, 2, 7].map(async (n, at) => {
        const entry = hash('sha256', String(at)).slice(0, 32);
        const { status, body } = await caller.post('/v1/proxy/deliveries/statistics', {
          body: { applicationVersion: '1.0', counters: [{ name: COUNTER, hour: hour(30), count: 1 }] },
          headers: {
            'pksn-endpoint': A,
            'pksn-license-hash': mine.keyHash,
            'pksn-judged': new Date().toISOString(),
            'pksn-delivery': `${queue}/${String(n)}/${entry}`,
          },
        });
        return { status, isThis: body.entry === entry, isBehind: (body.delivered as number) >= n };
      }),
    );
    expect(answers.map(({ status, isBehind }) => [status, isBehind])).toEqual(answers.map(() => [200, true]));
    const taken = answers.filter(({ isThis }) => isThis).length;
    expect([taken > 0, (await handedIn('alpha')) - before]).toEqual([true, taken * size]);
  });

  it('is bounded: by customer, and with room for statistics', async () => {
    await known(near);
    await cut();
    const large = randomBytes(300_000);
    expect((await send(near, large)).status).toBe(202);
    const full = await send(near, large);
    expect(full).toMatchObject({ status: 507, body: { code: 'QUEUE_FULL' } });
    expect(Number(full.headers['retry-after'])).toBeGreaterThan(0);
    const declared = { 'content-length': String(65 * 1024 * 1024) };
    expect((await send(near, large, mine, declared)).body.code).toBe('SAMPLE_TOO_LARGE');
    expect((await report(near, 3, 1)).status).toBe(202);
    expect((await send(near, large, other)).status).toBe(202);
    expect(readdirSync(join(near.folder, 'data/queue/samples'))).toHaveLength(2);
    expect(await queueOf(near)).toMatchObject({ entries: 3 });
    // Another folder with the same queue, put back or copied, handed in what had these numbers there.
    await database.query(`UPDATE proxy_queue SET delivered = delivered + 1, entry = decode(repeat('00', 16), 'hex')`);
    const made = `INSERT INTO proxy_queue (queue_id, proxy_id, delivered, entry, at)
      SELECT decode(md5(n::text), 'hex'), id, 1, decode(repeat('00', 16), 'hex'), now() - interval '1 day'
      FROM proxy, generate_series(1, 10000) AS n WHERE name = 'near'`;
    await database.query(made);
    relay.up();
    await emptied(near);
    expect([await reportsOf(large), await countOf('alpha', 3)]).toEqual([2, 1]);
    const [{ n }] = (await database.query('SELECT count(*)::int AS n FROM proxy_queue')) as [{ n: number }];
    expect(n).toBe(10_000);
  });

  it('drops and counts what the service refuses for good', async () => {
    await known(near);
    await cut();
    expect((await report(near, 34, 1, mine, C)).status).toBe(202);
    expect((await report(near, 35, 1)).status).toBe(202);
    await participate(mine, C, false);
    relay.up();
    expect(await emptied(near)).toMatchObject({ refused: { PARTICIPATION_REQUIRED: 1 } });
    expect([await countOf('alpha', 34), await countOf('alpha', 35)]).toEqual([null, 1]);
  });

  it('goes up a chain: each proxy keeps what it cannot hand on, and hands on what the one below kept', async () => {
    await known(near, far);
    await cut();
    // Here the near one keeps it.
    const taken = await eventually(
      () => report(far, 36, 1),
      ({ status }) => status === 202,
    );
    expect(taken.status).toBe(202);
    expect([(await queueOf(near)).entries, (await queueOf(far)).entries]).toEqual([1, 0]);
    const delivery = { 'pksn-license-hash': mine.keyHash, 'pksn-endpoint': A };
    const forged = await far.caller(null).post('/v1/proxy/deliveries/statistics', { body: {}, headers: delivery });
    expect(forged).toMatchObject({ status: 401, body: { code: 'PROXY_UNKNOWN' } });
    await near.kill();
    await eventually(
      () => report(far, 37, 2),
      ({ status }) => status === 202,
    );
    expect((await report(far, 37, 3)).status).toBe(202);
    expect((await send(far, file)).status).toBe(202);
    const foreign = await report(far, 37, 9, other, B);
    expect(foreign.status).toBe(202);
    const before = await reportsOf(file);
    relay.up();
    await near.start();
    const left = await eventually(
      () => queueOf(far),
      ({ entries, refused }) => entries === 0 && 'PROXY_CUSTOMER' in refused,
    );
    // The far one is bound to one customer: what is another's is dropped, and counted.
    expect(left).toMatchObject({ entries: 0, delivered: 3, refused: { PROXY_CUSTOMER: 1 }, isWaitingFor: null });
    // With the link he goes straight to the service.
    expect(await report(far, 33, 4, other, B)).toMatchObject({ status: 200, body: { hours: 1 } });
    await emptied(near);
    expect([await countOf('alpha', 36), await countOf('alpha', 37), await countOf('beta', 37)]).toEqual([1, 3, null]);
    expect(await reportsOf(file)).toBe(before + 1);
    await database.query(`UPDATE proxy SET revoked_at = now() WHERE name = 'far'`);
    await near.kill();
    await eventually(
      () => report(far, 38, 2),
      ({ status }) => status === 202,
    );
    await near.start();
    const refused = await eventually(
      () => queueOf(far),
      ({ isWaitingFor }) => isWaitingFor === 'PROXY_REVOKED',
    );
    expect(refused).toMatchObject({ entries: 1, isWaitingFor: 'PROXY_REVOKED' });
    expect(await countOf('alpha', 38)).toBeNull();
    expect(await report(far, 32, 6)).toMatchObject({ status: 200, body: { hours: 1 } });
    await near.kill();
    // Nothing is promised that it may not keep.
    expect((await report(far, 31, 6)).status).toBe(503);
    expect(await queueOf(far)).toMatchObject({ entries: 1 });
  }, 120_000);

  it('has no key on disk or in its log', () => {
    for (const proxy of [near, far]) {
      for (const { key } of [mine, other]) {
        expect(proxy.log).not.toContain(key);
        for (const text of [key, key.replaceAll('-', '').slice(4, 30), key.slice(5, 40)])
          expect(() => execFileSync('grep', ['-rqaF', text, proxy.folder])).toThrow();
      }
    }
    // The looking itself works: the hash of the key whose report waits is there.
    expect(existsSync(join(far.folder, 'data/queue/entries'))).toBe(true);
    expect(() => execFileSync('grep', ['-rqaF', mine.keyHash, far.folder])).not.toThrow();
  });
});
