import { hash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodePackedQuestion, PACKED_CONTENT_TYPE } from '@pksn/contract';
import { generateSigningKey, providerFingerprint, signSettings } from '@pksn/signing';
import type { ForgedLicense, ForgedVendor } from '@pksn/testing';
import { forgeVendor } from '@pksn/testing';
import type { Answer } from './https-caller';
import { ProxyProcess } from './proxy-process';
import { samplePackage } from './sample-packages';
import { publishStatement } from './sample-sender';
import { Service } from './service';
import { eventually, importOf, submit, trust } from './steps';

const FEED = 'acme/core';
const OTHER_FEED = 'acme/extra';
const sha256 = (n: number): string => n.toString(16).padStart(64, 'a');
const md5 = (n: number): string => n.toString(16).padStart(32, 'c');
const HEADER = 'sha256,md5,domain,ip,zone,threat';
const FULL = [
  HEADER,
  ...Array.from({ length: 40 }, (_, n) => `${sha256(n)},${md5(n)},,,red,Test.File`),
  ',,bad.example,,red,Test.Domain',
  ',,,192.0.2.0/24,red,Test.Network',
].join('\n');
const EXTRA = [HEADER, `${sha256(500)},,,,red,Test.Extra`].join('\n');

type Told = Answer['body'];

describe('a proxy', () => {
  let service: Service;
  let vendor: ForgedVendor;
  let mine: ForgedLicense;
  let narrow: ForgedLicense;
  let near: ProxyProcess;
  let middle: ProxyProcess;
  let far: ProxyProcess;

  const proxyOf = (upstream: string, config: Record<string, unknown> = {}): ProxyProcess =>
    new ProxyProcess({ upstream, ...service.tls, config }, service.ca);
  const direct = (path: string, key = mine.key): Promise<Answer> => service.query(key).get(path);
  const counts = async (proxy: ProxyProcess): Promise<Told> => (await proxy.caller(null).get('/readyz')).body;
  const override = async (object: object, zone: string, customer: string | null): Promise<void> => {
    const body = { object, zone, reason: 'test', ...(customer === null ? {} : { customer }) };
    const answer = await service.admin.post('/api/v1/overrides', { body });
    if (answer.status !== 201) throw new Error(answer.text);
  };

  beforeAll(async () => {
    service = await Service.create();
    await service.startAll();
    vendor = forgeVendor('acme', Date.now());
    await trust(service, vendor);
    expect(await importOf(service, await samplePackage(vendor, { feed: FEED, version: 1, rows: FULL }))).toMatchObject({
      state: 'active',
    });
    mine = vendor.license({ licenseId: 'mine', customer: { id: 'alpha', name: 'Alpha' } });
    narrow = vendor.license({ licenseId: 'narrow', customer: { id: 'alpha', name: 'Alpha' }, feeds: [FEED] });
    await submit(service, mine, narrow);
    await eventually(
      () => direct('/v1/status', narrow.key),
      ({ status }) => status === 200,
    );
    near = await proxyOf(`https://127.0.0.1:${String(service.portOf('query-api'))}`).start();
    middle = await proxyOf(near.origin).start();
    far = await proxyOf(middle.origin).start();
  }, 120_000);
  afterAll(async () => {
    if (process.env.PKSN_TEST_PROXY_LOG !== undefined)
      for (const one of [near, middle, far]) process.stderr.write(`${JSON.stringify(await counts(one))}\n${one.log}\n`);
    await Promise.all([near, middle, far].map((one) => one?.stop()));
    await service?.stop();
  }, 60_000);

  const PATHS = [
    `/v1/files/${sha256(3)}`,
    `/v1/files/${md5(3)}`,
    `/v1/files/${md5(3).toUpperCase()}`,
    `/v1/files/${'b'.repeat(40)}`,
    '/v1/urls?url=http%3A%2F%2FBAD.example%2Fa%3Fb',
    '/v1/domains/www.Bad.example',
    '/v1/domains/good.example',
    '/v1/ips/192.0.2.7',
    `/v1/certificates/${'d'.repeat(64)}`,
    '/v1/software?vendor=Acme&product=Tool&version=1',
    '/v1/software?vendor=Acme&product=Tool',
  ];

  it.each(PATHS)(
    'answers %s as the service does, also from what it keeps, at the end of a chain of three',
    async (path) => {
      const expected = await direct(path);
      expect(expected.status).toBe(200);
      for (const proxy of [far, far, middle, near]) {
        const { status, text } = await proxy.caller(mine.key).get(path);
        expect({ status, text }).toEqual({ status: 200, text: expected.text });
      }
    },
  );

  it('answers a bulk as the service does, malformed objects and all', async () => {
    const objects = [
      { file: sha256(1) },
      { file: 'zz' },
      { url: 'http://bad.example/x' },
      { ip: '192.0.2.1' },
      { software: { vendor: 'A', product: 'B' } },
      { file: sha256(1) },
    ];
    const expected = await service.query(mine.key).post('/v1/lookup', { body: { objects } });
    for (let n = 0; n < 2; n++) {
      const { body } = await far.caller(mine.key).post('/v1/lookup', { body: { objects } });
      expect({ ...body, results: body.results.map(codeOnly) }).toEqual({
        ...expected.body,
        results: expected.body.results.map(codeOnly),
      });
    }
  });

  const codeOnly = (one: Told): Told => (one.error === undefined ? one : { code: one.error.code });

  it('lists under a prefix what the service lists, and forgets a list when a key under it changes', async () => {
    const path = '/v1/prefixes/file-sha256/aaaa';
    const list = async (): Promise<Answer> => direct(path);
    const expected = await list();
    for (const proxy of [far, far, near]) {
      const { status, text, headers } = await proxy.caller(mine.key).get(path);
      expect({ status, text, control: headers['cache-control'] }).toEqual({
        status: 200,
        text: expected.text,
        control: expected.headers['cache-control'],
      });
    }
    await override({ file: sha256(12) }, 'green', 'alpha');
    const seen = await eventually(
      () => far.caller(mine.key).get(path),
      ({ text }) => text !== expected.text,
    );
    const entries = seen.body.entries as { key: string; zone: string }[];
    expect(entries.find(({ key }) => key === sha256(12))?.zone).toBe('green');
    expect((await far.caller(mine.key).get(path)).text).toBe((await list()).text);
    expect((await far.caller(mine.key).get('/v1/prefixes/ip4/c000')).body).toMatchObject({ code: 'PREFIX_SECTION' });
  });

  it('hands on packed bulks, and what the service refuses', async () => {
    const keys = Buffer.from(sha256(3) + sha256(901), 'hex');
    const raw = encodePackedQuestion({ hashes: true, runs: [{ kind: 'file-sha256', count: 2, keys }] });
    const call = { raw, headers: { 'content-type': PACKED_CONTENT_TYPE } };
    const expected = await service.query(mine.key).post('/v1/lookup/packed', call);
    const told = await far.caller(mine.key).post('/v1/lookup/packed', call);
    expect([told.status, told.text]).toEqual([200, expected.text]);
    const objects = Array.from({ length: 1_001 }, (_, n) => ({ file: sha256(n) }));
    for (const [path, body] of [
      ['/v1/lookup', { objects }],
      ['/v1/lookup', { objects: [{ file: 1 }] }],
      ['/v1/nowhere', {}],
    ] as const) {
      const [near1, far1] = [
        await service.query(mine.key).post(path, { body }),
        await far.caller(mine.key).post(path, { body }),
      ];
      expect([far1.status, far1.text]).toEqual([near1.status, near1.text]);
    }
    const large = await far.caller(mine.key).post('/v1/lookup', { raw: Buffer.alloc(4 * 1024 * 1024 + 1) });
    expect([large.status, large.body.code]).toEqual([413, 'REQUEST_TOO_LARGE']);
  });

  it('hands on suspicious files as they come, whole and in part, and what the service says of them', async () => {
    const statement = await publishStatement(service);
    const caller = far.caller(mine.key);
    const endpoint = { 'pksn-endpoint': 'ab'.repeat(16) };
    const body = { statement, language: 'en', accepted: true };
    const accepted = await eventually(
      () => caller.send('PUT', '/v1/participation', { body, headers: endpoint }),
      ({ status }) => status === 200,
    );
    expect(accepted.status).toBe(200);
    const bytes = randomBytes(200_000);
    const send = (raw: Buffer, headers: Record<string, string>): Promise<Answer> =>
      caller.post('/v1/submissions', {
        raw,
        headers: { 'content-type': 'application/octet-stream', ...endpoint, ...headers },
      });
    expect(await send(bytes, {})).toMatchObject({ status: 400, body: { code: 'SAMPLE_UNCONFIRMED' } });
    const whole = hash('sha256', bytes);
    expect(await send(bytes, { 'pksn-confirmed': whole })).toMatchObject({ status: 200, body: { sha256: whole } });
    const part = bytes.subarray(1_000, 3_000);
    const place = `offset=1000;total=${String(bytes.length)};sha256=${whole}`;
    const sent = await send(part, { 'pksn-confirmed': hash('sha256', part), 'pksn-part': place });
    expect(sent).toMatchObject({ status: 200, body: { received: 2_000 } });
    const { samples } = (await service.admin.get(`/api/v1/samples?sha256=${whole}`)).body;
    expect(samples[0]).toMatchObject({ reports: 2, sizeBytes: bytes.length });
  });

  it('takes addresses and authority from the settings file of a provider who was pinned', async () => {
    const provider = generateSigningKey();
    const publicKey = provider.publicKey.toString('base64');
    const day = 86_400_000;
    const file = signSettings(
      {
        name: 'P',
        contacts: ['help@p.example'],
        createdAt: new Date(Date.now() - day).toISOString(),
        serial: 1,
        expiresAt: new Date(Date.now() + day).toISOString(),
        services: { query: [`https://127.0.0.1:${String(service.portOf('query-api'))}`] },
        ca: service.ca,
        statements: [],
        policy: {
          proxies: [],
          directFallback: true,
          requests: { mode: 'free', value: true },
          contributions: { mode: 'free', value: false },
        },
      },
      provider,
      [],
    );
    const settings = join(service.dataDir, 'provider.settings');
    writeFileSync(settings, file);
    const proxy = proxyOf('', { upstream: { settings, fingerprint: providerFingerprint(publicKey) } });
    try {
      await proxy.start();
      expect((await proxy.caller(mine.key).get(`/v1/files/${sha256(3)}`)).body.zone).toBe('red');
      expect(await proxy.kill('SIGTERM')).toBe(0);
    } finally {
      await proxy.stop();
    }
    const stranger = proxyOf('', {
      upstream: { settings, fingerprint: providerFingerprint(generateSigningKey().publicKey.toString('base64')) },
    });
    await expect(stranger.start()).rejects.toThrow('SETTINGS_FINGERPRINT_MISMATCH');
  });

  it('makes one request upstream of a hundred askers of one object, and few of many objects', async () => {
    const before = (await counts(near)).upstream;
    const caller = near.caller(mine.key);
    const same = Array.from({ length: 100 }, () => caller.get(`/v1/files/${sha256(900)}`));
    for (const { status } of await Promise.all(same)) expect(status).toBe(200);
    const after = (await counts(near)).upstream;
    expect(after.requests - before.requests).toBe(1);
    expect(after.objects - before.objects).toBe(1);
  });

  it('forgets an answer down the chain when the service tells of a change', async () => {
    const path = `/v1/files/${sha256(7)}`;
    expect((await far.caller(mine.key).get(path)).body.zone).toBe('red');
    await override({ file: sha256(7) }, 'green', 'alpha');
    const seen = await eventually(
      () => far.caller(mine.key).get(path),
      ({ body }) => body.zone === 'green',
    );
    expect(seen.body).toMatchObject({ zone: 'green', source: { kind: 'override', owner: 'customer' } });
    expect(seen.text).toBe((await direct(path)).text);
  });

  it('never gives one scope what another asked for first', async () => {
    const extra = await samplePackage(vendor, { feed: OTHER_FEED, version: 1, rows: EXTRA });
    expect(await importOf(service, extra)).toMatchObject({ state: 'active' });
    const path = `/v1/files/${sha256(500)}`;
    expect(
      (
        await eventually(
          () => far.caller(mine.key).get(path),
          ({ body }) => body.zone === 'red',
        )
      ).body.zone,
    ).toBe('red');
    expect((await far.caller(mine.key).get(path)).body.source.feed).toBe(OTHER_FEED);
    for (const proxy of [far, middle, near]) {
      const { text } = await proxy.caller(narrow.key).get(path);
      expect(text).toBe((await direct(path, narrow.key)).text);
      expect(JSON.parse(text)).toMatchObject({ zone: 'grey', source: { kind: 'none' } });
    }
  });

  it('refuses, in the words of the service, a key that it refuses, and serves it once it is submitted', async () => {
    const late = vendor.license({ licenseId: 'late', customer: { id: 'alpha', name: 'Alpha' } });
    const path = `/v1/files/${sha256(3)}`;
    await far.caller(mine.key).get(path);
    const refused = await far.caller(late.key).get(path);
    expect(refused.text).toBe((await direct(path, late.key)).text);
    expect(refused).toMatchObject({ status: 401, body: { code: 'LICENSE_KEY_NOT_SUBMITTED' } });
    await submit(service, late);
    const granted = await eventually(
      () => far.caller(late.key).get(path),
      ({ status }) => status === 200,
    );
    expect(granted.body.zone).toBe('red');
    await service.admin.post('/api/v1/licenses/late/revoke', { body: { reason: 'stolen' } });
    const revoked = await eventually(
      () => far.caller(late.key).get(path),
      ({ status }) => status === 403,
    );
    expect(revoked.body.code).toBe('LICENSE_REVOKED');
    expect((await far.caller(mine.key).get(path)).status).toBe(200);
  });

  it.each([
    [null, 'LICENSE_KEY_MISSING'],
    ['PKSN-nonsense', 'LICENSE_KEY_MALFORMED'],
  ])('refuses %s by itself', async (key, code) => {
    const { status, body } = await near.caller(key).get(`/v1/files/${sha256(3)}`);
    expect({ status, code: body.code as string }).toEqual({ status: 401, code });
  });
});
