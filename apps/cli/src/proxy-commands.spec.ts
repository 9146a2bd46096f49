import { X509Certificate, createPrivateKey } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { ensureLocalTls } from '@pksn/runtime';
import { pksn } from './command-line.fixture';
import { answer, calls, folder, here, url } from './stub-service.fixture';

const certificates = [
  { fingerprint: 'f'.repeat(64), state: 'good', addedAt: 'a', expiresAt: '2027-12-25T00:00:00.000Z' },
];
const made = { id: 'i', name: 'site', boundTo: 'provider', customer: null, state: 'good', certificates, settings: {} };
const FILES = ['ca.pem', 'client.crt', 'client.key', 'proxy.json', 'server.crt', 'server.key'];

const text = (name: string): Promise<string> => readFile(folder.at(`bundle/${name}`), 'utf8');
const enroll = (...more: string[]) => here('proxy', 'enroll', 'site', '--out', folder.at('bundle'), ...more);
const sent = (at: number): Record<string, unknown> =>
  JSON.parse(calls[at]?.body.toString() ?? '{}') as Record<string, unknown>;

describe('pksn proxy enroll', () => {
  beforeEach(() => answer('POST /api/v1/proxies', [201, made]));

  it('makes a bundle for the service that runs here, and sends it no key', async () => {
    const { code, out, err } = await enroll('--host', 'Proxy.example,192.0.2.7');
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(`${url}, which is there on this machine alone`);
    expect((await readdir(folder.at('bundle'))).sort()).toEqual(FILES);
    expect(JSON.parse(await text('proxy.json'))).toEqual({
      listen: { port: 13111, cert: 'server.crt', key: 'server.key' },
      upstream: { addresses: [url], ca: 'ca.pem' },
      identity: { cert: 'client.crt', key: 'client.key' },
      data: 'data',
      status: { host: '127.0.0.1', port: 13112 },
    });
    const ca = new X509Certificate(await text('ca.pem'));
    for (const one of ['server', 'client']) {
      const certificate = new X509Certificate(await text(`${one}.crt`));
      expect(certificate.checkIssued(ca) && certificate.verify(ca.publicKey)).toBe(true);
      expect(certificate.checkPrivateKey(createPrivateKey(await text(`${one}.key`)))).toBe(true);
      expect((await stat(folder.at(`bundle/${one}.key`))).mode & 0o777).toBe(0o600);
    }
    const server = new X509Certificate(await text('server.crt'));
    expect([server.checkHost('proxy.example'), server.checkIP('192.0.2.7'), server.checkIP('127.0.0.1')]).not.toContain(
      undefined,
    );
    expect(sent(0)).toEqual({ name: 'site', customer: null, certificate: await text('client.crt') });
    expect((await stat(folder.at('bundle'))).mode & 0o777).toBe(0o700);
  });

  it('takes a server certificate of one’s own; the client certificate then vouches for itself', async () => {
    await rm(folder.at('tls/ca.key'));
    const own = ['--server-cert', folder.at('tls/server.pem'), '--server-key', folder.at('tls/server.key')];
    expect(await enroll(...own)).toMatchObject({ code: 0, err: '' });
    expect(await text('server.crt')).toBe(await readFile(folder.at('tls/server.pem'), 'utf8'));
    const client = new X509Certificate(await text('client.crt'));
    expect([client.issuer, client.verify(client.publicKey)]).toEqual([client.subject, true]);
    expect([client.ca, client.keyUsage]).toEqual([false, ['1.3.6.1.5.5.7.3.2']]);
  });

  it('asks nobody and leaves nothing for a command that cannot be carried out', async () => {
    const own = ['--server-cert', folder.at('tls/server.pem'), '--server-key', folder.at('tls/server.key')];
    const [pem, key] = await Promise.all(['ca.pem', 'ca.key'].map((one) => readFile(folder.at(`tls/${one}`), 'utf8')));
    await writeFile(folder.at('both.pem'), `${String(pem)}${String(key)}`);
    await ensureLocalTls(folder.at('old'), { hosts: ['127.0.0.1'], now: 0 });
    expect(await enroll('--authority', folder.at('old'))).toMatchObject({
      ...{ code: 78, err: expect.stringContaining('ended 1979') as string },
    });
    const refused = [
      await enroll('--server-cert', folder.at('tls/server.pem')),
      await enroll('--authority', folder.at('endpoint')),
      await enroll('--upstream', 'http://127.0.0.1:1'),
      await enroll('--host', 'a b'),
      await enroll('--host', 'proxy.example:13111'),
      await enroll('--host', '192.0.2.300'),
      await enroll('--upstream-ca', folder.at('tls/ca.key')),
      await enroll('--upstream-ca', folder.at('both.pem')),
      await enroll(...own, '--host', 'proxy.example'),
      await enroll('--server-cert', folder.at('old/server.pem'), '--server-key', folder.at('old/server.key')),
      await enroll('--upstream-ca', folder.at('none')),
      await here('proxy', 'enroll', '../site', '--out', folder.at('bundle')),
      await here('proxy', 'enroll', 'site', '--out', folder.at('no/such/folder')),
      await here('proxy', 'enroll', 'site', '--out', folder.at('key')),
    ];
    for (const { code, err } of refused) expect([code, err]).toEqual([65, expect.stringMatching(/^USAGE: /)]);
    await rm(folder.at('tls/ca.key'));
    expect((await enroll()).err).toContain('--authority');
    await writeFile(folder.at('tls/ca.key'), await readFile(folder.at('tls/server.key')));
    expect(await enroll()).toMatchObject({ code: 78, err: expect.stringContaining('CONFIG_INVALID') as string });
    expect(calls).toEqual([]);
    await expect(stat(folder.at('bundle'))).rejects.toThrow('ENOENT');
  });

  it('overwrites nothing without --force', async () => {
    await mkdir(folder.at('bundle'));
    await writeFile(folder.at('bundle/client.key'), 'a key');
    expect((await enroll()).err).toContain('--force');
    expect([calls, await text('client.key')]).toEqual([[], 'a key']);
    await chmod(folder.at('bundle'), 0o755);
    expect((await enroll('--force')).code).toBe(0);
    expect(await text('client.key')).toContain('PRIVATE KEY');
    expect((await stat(folder.at('bundle'))).mode & 0o777).toBe(0o700);
  });

  it('leaves no folder when the service refuses, and no registration when the folder cannot be written', async () => {
    answer('POST /api/v1/proxies', [409, { code: 'PROXY_CONFLICT', detail: 'there is a proxy site already' }]);
    expect(await enroll()).toMatchObject({ code: 73, err: expect.stringContaining('already') as string });
    await expect(stat(folder.at('bundle'))).rejects.toThrow('ENOENT');
    answer('POST /api/v1/proxies', [201, made]);
    await mkdir(folder.at('bundle/ca.pem'), { recursive: true });
    expect((await enroll('--force')).code).not.toBe(0);
    expect(calls.map(({ method, url: path }) => `${method} ${path}`).slice(-2)).toEqual([
      'POST /api/v1/proxies',
      'DELETE /api/v1/proxies/i',
    ]);
  });
});

describe('pksn proxy renew', () => {
  it('changes certificates and keys, and nothing else of the bundle', async () => {
    answer('POST /api/v1/proxies', [201, made]);
    await enroll('--host', 'proxy.example');
    await writeFile(folder.at('bundle/proxy.json'), '{"changed": true}');
    const before = await Promise.all(FILES.map(text));
    const fingerprint = new X509Certificate(await text('client.crt')).fingerprint256.replaceAll(':', '').toLowerCase();
    const its = { ...certificates[0], fingerprint };
    const renew = () => here('proxy', 'renew', 'site', '--bundle', folder.at('bundle'));
    answer('GET /api/v1/proxies/site', [200, made]);
    expect(await renew()).toMatchObject({ code: 65, err: expect.stringContaining('not one of proxy site') as string });
    answer('GET /api/v1/proxies/site', [200, { ...made, certificates: [...certificates, its] }]);
    expect(await renew()).toMatchObject({ code: 73, err: expect.stringContaining('f'.repeat(64)) as string });
    expect(await Promise.all(FILES.map(text))).toEqual(before);
    answer('GET /api/v1/proxies/site', [
      200,
      { ...made, certificates: [its, { ...certificates[0], state: 'revoked' }] },
    ]);
    answer('POST /api/v1/proxies/site/certificates', [201, made]);
    expect(await renew()).toMatchObject({ code: 0, err: '', out: expect.stringContaining(fingerprint) as string });
    const after = await Promise.all(FILES.map(text));
    const changed = FILES.filter((_, at) => before[at] !== after[at]);
    expect(changed).toEqual(['client.crt', 'client.key', 'server.crt', 'server.key']);
    expect(sent(4)).toEqual({ certificate: await text('client.crt') });
    expect(new X509Certificate(await text('server.crt')).checkHost('proxy.example')).toBe('proxy.example');
    expect((await here('proxy', 'renew', 'site', '--bundle', folder.at('tls'))).err).toContain('pksn proxy enroll');
  });
});

it('leaves a server certificate of somebody else as it is, unless an authority is named', async () => {
  answer('POST /api/v1/proxies', [201, made]);
  await ensureLocalTls(folder.at('other'), { hosts: [], now: Date.now() });
  await enroll('--server-cert', folder.at('other/server.pem'), '--server-key', folder.at('other/server.key'));
  const print = new X509Certificate(await text('client.crt')).fingerprint256.replaceAll(':', '').toLowerCase();
  answer('GET /api/v1/proxies/site', [200, { ...made, certificates: [{ ...certificates[0], fingerprint: print }] }]);
  answer('POST /api/v1/proxies/site/certificates', [201, made]);
  const renewed = await here('proxy', 'renew', 'site', '--bundle', folder.at('bundle'));
  expect([renewed.code, renewed.out]).toEqual([0, expect.stringContaining('is as it was')]);
  expect(await text('server.crt')).toBe(await readFile(folder.at('other/server.pem'), 'utf8'));
});

describe('pksn proxy settings', () => {
  const set = (...args: string[]) => here('proxy', 'settings', 'set', ...args);
  beforeEach(() => {
    const settings = { cache: { presentSeconds: 5, absentSeconds: 6 }, allowedClients: ['::1'] };
    answer('GET /api/v1/proxies/site', [200, { ...made, settings, settingsRevision: 3, effective: settings }]);
    answer('PUT /api/v1/proxies/site/settings?revision=3', [200, { ...made, settings }]);
    answer('GET /api/v1/proxy-defaults', [200, { settings: {}, revision: 0 }]);
    answer('PUT /api/v1/proxy-defaults?revision=0', [200, { settings: {}, revision: 1 }]);
  });

  it.each([
    [
      ['--keys-hours', '0'],
      { cache: { presentSeconds: 5, absentSeconds: 6 }, allowedClients: ['::1'], offline: { keysHours: 0 } },
    ],
    [['--unset', 'cache.absentSeconds,allowedClients'], { cache: { presentSeconds: 5 } }],
    [['--unset', 'cache', '--present-seconds', '9'], { cache: { presentSeconds: 9 }, allowedClients: ['::1'] }],
    [
      ['--allowed-clients', '10.0.0.0/8,::1', '192.0.2.1'],
      { cache: { presentSeconds: 5, absentSeconds: 6 }, allowedClients: ['10.0.0.0/8', '::1', '192.0.2.1'] },
    ],
  ])('%j changes what it names', async (flags, settings) => {
    expect(await set('site', ...flags)).toMatchObject({ code: 0, err: '' });
    expect(sent(1)).toEqual(settings);
  });

  it('are those of all proxies with --all, and anew from a file', async () => {
    await writeFile(folder.at('settings.json'), '{"limits": {"connections": 7}}');
    expect((await set('--all', '--file', folder.at('settings.json'))).code).toBe(0);
    expect(sent(1)).toEqual({ limits: { connections: 7 } });
  });

  it('are not sent when they are out of bounds, or nobody is named', async () => {
    await writeFile(folder.at('bad.json'), '{"limits": {"connections": "7"}}');
    const refused = [
      await set('site'),
      await set('--present-seconds', '5'),
      await set('site', '--all', '--present-seconds', '5'),
      await set('site', '--queue-bytes', '1'),
      await set('site', '--allowed-clients', 'everybody'),
      await set('site', '--unset', 'cache.seconds'),
      await set('site', '--file', folder.at('bad.json')),
      await set('site', '--file', folder.at('key')),
      await set('site', '--file', folder.at('bad.json'), '--unset', 'cache'),
    ];
    for (const { code, err } of refused) expect([code, err]).toEqual([65, expect.stringMatching(/^USAGE: /)]);
    expect(calls.filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});

describe('pksn proxy revoke', () => {
  const revoke = (stdin: string, ...more: string[]) =>
    pksn(['proxy', 'revoke', 'site', ...more, '--data', folder.path], { stdin, watched: true });
  const [good, other] = ['f'.repeat(64), 'e'.repeat(64)] as [string, string];
  const deleted = (): string[] => calls.filter(({ method }) => method === 'DELETE').map(({ url: path }) => path);
  beforeEach(() => {
    answer('GET /api/v1/proxies/site', [200, { ...made, lastSeenAt: null }]);
    for (const place of ['', `/certificates/${good}`, `/certificates/${other}`])
      answer(`DELETE /api/v1/proxies/site${place}`, [204, undefined]);
  });

  it.each([[[]], [['--certificate', good]]])(
    'asks a person before the proxy can hand in nothing more: %j',
    async (flags) => {
      const { code, out, err } = await revoke('n\n', ...flags);
      expect([code, out, err, deleted()]).toEqual([0, 'nothing was changed\n', expect.stringContaining('never'), []]);
      expect((await revoke('y\n', ...flags)).out).toContain('void');
      expect(deleted()).toHaveLength(1);
    },
  );

  it('asks nobody where another certificate stays, --yes says so, or nobody watches', async () => {
    expect((await revoke('', '--certificate', other)).code).toBe(0);
    expect((await revoke('', '--yes')).code).toBe(0);
    expect((await here('proxy', 'revoke', 'site')).code).toBe(0);
    expect(deleted()).toHaveLength(3);
  });
});

it('reads every page of proxies, and says what a page left out', async () => {
  answer('GET /api/v1/proxies?limit=500', [200, { proxies: [made], next: 'c' }]);
  answer('GET /api/v1/proxies?limit=500&cursor=c', [200, { proxies: [{ ...made, name: 'two' }], next: null }]);
  const { out } = await here('proxy', 'list', '--all');
  expect(out).toMatch(/^site +the provider +good +2027-12-25 00:00 UTC/m);
  expect(out).toMatch(/^two /m);
  answer('GET /api/v1/proxies', [200, { proxies: [made], next: 'c' }]);
  expect((await here('proxy', 'list')).err).toContain('--cursor c');
});
