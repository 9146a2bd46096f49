import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { connect } from 'node:tls';
import { AuthorityFolder } from '@pksn/runtime';
import { generateSigningKey, openSettings, providerFingerprint, signSettings } from '@pksn/signing';
import type { ForgedVendor } from '@pksn/testing';
import { forgeVendor } from '@pksn/testing';
import type { Answer } from './https-caller';
import { HttpsCaller } from './https-caller';
import { samplePackage } from './sample-packages';
import { Service } from './service';
import { eventually, importOf, submit, trust } from './steps';

const PKSN = resolve(__dirname, '../../apps/cli/bin/pksn.cjs');
const settingsOf = (file: string) => openSettings(file, () => undefined).settings;

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const UPLOAD = {
  'upload-length': '5000',
  'upload-metadata': `sha256 ${base64('ab'.repeat(32))},filename ${base64('a.rpk')}`,
};

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

let service: Service;
let folder: string;
let acme: ForgedVendor;
let keyFile: string;
let customer: string;

const at = (name: string): string => join(folder, name);
const pksn = (...args: string[]): Promise<Outcome> =>
  new Promise((done) => {
    execFile(process.execPath, [PKSN, ...args], { cwd: folder }, (error, out, err) =>
      done({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
/** As the provider. */
const provider = async (...args: string[]): Promise<string> => {
  const { code, out, err } = await pksn('provider', ...args, ...service.adminFlags);
  if (code !== 0) throw new Error(err);
  return out;
};
const issue = async (
  name: string,
  ...flags: string[]
): Promise<{ path: string; fingerprint: string; serial: number }> => {
  const out = await provider('settings', '--out', at(name), ...flags, '--json');
  return { ...(JSON.parse(out) as { fingerprint: string; serial: number }), path: at(name) };
};
/** As an endpoint with a data folder of its own. */
const endpoint = (name: string, ...args: string[]): Promise<Outcome> => pksn(...args, '--data', at(name));
const load = (name: string, path: string, ...flags: string[]): Promise<Outcome> =>
  endpoint(name, 'endpoint', 'load', path, ...flags);
const lookup = (name: string): Promise<Outcome> => endpoint(name, 'lookup', 'example.net', '--key-file', keyFile);
const issueBy = (as: string, body: object = {}): Promise<Answer> =>
  service.adminOf(as).post('/api/v1/provider/settings-files', { body });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pksn-settings-'));
  service = await Service.create();
  await service.start('query-api');
  await service.start('import-worker');
  const queryUrl = `https://127.0.0.1:${String(service.portOf('query-api'))}`;
  const installation = { PKSN_QUERY_URL: queryUrl, PKSN_CA: join(service.dataDir, 'tls', 'ca.pem') };
  writeFileSync(installation.PKSN_CA, service.ca);
  await service.start('admin-api', 'admin-api', installation);
  await service.start('admin-api', 'second', installation);
  await service.start('admin-api', 'bare');
  acme = forgeVendor('acme', Date.now());
  await trust(service, acme);
  await importOf(
    service,
    await samplePackage(acme, { feed: 'acme/core', version: 1, rows: 'domain,zone\nexample.net,red' }),
  );
  const license = acme.license({ licenseId: 'l1', customer: { id: 'c1', name: 'Customer' } });
  await submit(service, license);
  customer = 'c1';
  keyFile = at('license.key');
  writeFileSync(keyFile, `${license.key}\n`);
  await eventually(
    () => service.query(license.key).get('/v1/domains/example.net'),
    (answer) => answer.status === 200,
  );
}, 180_000);
afterAll(async () => {
  await service?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('provider settings, from the provider to the endpoint and back', () => {
  let first: Awaited<ReturnType<typeof issue>>;

  it('there is no key before the first file, and an address is never guessed', async () => {
    expect((await service.admin.get('/api/v1/provider/key')).body.code).toBe('NOT_FOUND');
    expect((await service.admin.post('/api/v1/provider/key/rotations', { body: {} })).body.code).toBe('NOT_FOUND');
    expect((await issueBy('bare')).body).toMatchObject({ status: 409, code: 'SETTINGS_INCOMPLETE' });
    expect((await service.admin.get('/api/v1/provider/settings-files/newest/file')).status).toBe(404);
  });

  it('are issued with the fingerprint, and loaded by it: the three facts come first', async () => {
    await provider('set', '--name', 'Example Provider', '--contact', 'help@provider.example');
    const said = await provider('settings', '--out', at('s1'));
    const fingerprint = (await provider('fingerprint')).trim();
    first = { path: at('s1'), fingerprint, serial: 1 };
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(said.replaceAll(' ', '')).toContain(fingerprint);
    expect(said).toContain('another channel');
    expect(readFileSync(first.path, 'utf8')).toMatch(/^Provider: Example Provider\nContact: help@provider.example\n/);

    expect(await load('e1', first.path)).toMatchObject({
      code: 65,
      out: '',
      err: expect.stringContaining('SETTINGS_FINGERPRINT_REQUIRED') as string,
    });
    const wrong = await load('e1', first.path, '--fingerprint', 'f'.repeat(64));
    expect(wrong).toMatchObject({ code: 65, out: '' });
    expect(wrong.err).toContain('SETTINGS_FINGERPRINT_MISMATCH');
    expect((await endpoint('e1', 'endpoint', 'settings')).err).toContain('NOT_FOUND');

    const right = await load('e1', first.path, '--fingerprint', (fingerprint.match(/..../g) ?? []).join(' '));
    expect(right).toMatchObject({ code: 0, err: '' });
    const { createdAt } = settingsOf(readFileSync(first.path, 'utf8'));
    expect(right.out.split('\n').slice(0, 3)).toEqual([
      'Provider:      Example Provider',
      'Contacts:      help@provider.example',
      `Created:       ${createdAt}`,
    ]);
    expect((await load('old', first.path, '--fingerprint', fingerprint)).code).toBe(0);
  });

  it('tell commands where to ask, with nothing but the data folder', async () => {
    expect(await lookup('e1')).toMatchObject({ code: 0, out: expect.stringMatching(/^red +example\.net/) as string });
    expect((await lookup('nothing-loaded')).err).toContain('CONTEXT_MISSING');
    const license = acme.license({ licenseId: 'l2', customer: { id: 'c1', name: 'Customer' } });
    writeFileSync(at('l2.license'), license.text);
    expect(await endpoint('e1', 'endpoint', 'submit', at('l2.license'))).toMatchObject({ code: 0 });
  });

  it('follow the provider to a new key, refuse what is older, and refuse the key before', async () => {
    const middle = await issue('middle');
    expect(JSON.parse((await load('e1', middle.path, '--json')).out)).toMatchObject({ serial: 2, keyChanged: false });
    expect(await load('e1', first.path)).toMatchObject({
      code: 73,
      err: expect.stringContaining('SETTINGS_SERIAL') as string,
    });
    await provider('rotate-key');
    const second = await issue('s2');
    expect(second).toMatchObject({ serial: 3 });
    expect(second.fingerprint).not.toBe(first.fingerprint);
    const loaded = await load('e1', second.path, '--json');
    expect(JSON.parse(loaded.out)).toMatchObject({ change: 'newer', keyChanged: true, serial: 3 });
    expect((await load('e1', middle.path)).err).toContain('SETTINGS_UNTRUSTED');
    expect(await lookup('e1')).toMatchObject({ code: 0 });
  });

  it('are followed by an endpoint that missed two keys', async () => {
    await provider('rotate-key');
    const third = await issue('s3');
    expect(JSON.parse((await load('old', third.path, '--json')).out)).toMatchObject({ serial: 4, keyChanged: true });
    expect((await load('new', third.path, '--fingerprint', first.fingerprint)).err).toContain('FINGERPRINT_MISMATCH');
    expect((await load('new', third.path, '--fingerprint', third.fingerprint)).code).toBe(0);
  });

  it('of another provider are refused, with or without its fingerprint', async () => {
    const stranger = generateSigningKey();
    const text = signSettings({ ...settingsOf(readFileSync(first.path, 'utf8')), serial: 99 }, stranger, []);
    writeFileSync(at('foreign'), text);
    const fingerprint = providerFingerprint(stranger.publicKey.toString('base64'));
    for (const flags of [[], ['--fingerprint', fingerprint]]) {
      expect(await load('e1', at('foreign'), ...flags)).toMatchObject({
        code: 65,
        err: expect.stringContaining('SETTINGS_UNTRUSTED') as string,
      });
    }
    expect(await lookup('e1')).toMatchObject({ code: 0 });
    expect((await endpoint('e1', 'endpoint', 'forget')).err).toContain('--yes');
    expect((await endpoint('new', 'endpoint', 'forget', '--yes')).code).toBe(0);
    expect((await load('new', at('foreign'), '--fingerprint', fingerprint)).code).toBe(0);
  });

  it('are told from other files, and damaged state is not a first load', async () => {
    expect((await load('e1', at('l2.license'))).err).toContain('pksn endpoint submit');
    writeFileSync(at('policy.json'), '{}');
    expect((await load('e1', at('policy.json'))).err).toContain('USAGE');
    const newest = (await load('e9', at('s3'), '--fingerprint', (await provider('fingerprint')).trim())).code;
    expect(newest).toBe(0);
    const state = join(at('e9'), 'endpoint', 'settings.json');
    writeFileSync(state, readFileSync(state, 'utf8').slice(0, 500), { mode: 0o600 });
    for (const outcome of [await lookup('e9'), await load('e9', at('s3'), '--fingerprint', first.fingerprint)]) {
      expect(outcome).toMatchObject({ code: 78, err: expect.stringContaining('SETTINGS_STATE') as string });
    }
  });

  it('remember what was set, and lock what the provider locks', async () => {
    const flags = ['--proxy', 'https://proxy.example:13111', '--direct', 'yes', '--requests', 'off', '--days', '40'];
    flags.push('--offline', '24', '--beyond', 'error');
    const { path } = await issue('s4', ...flags);
    const kept = settingsOf((await issueBy('second')).body.file as string);
    expect(kept.policy).toEqual(settingsOf(readFileSync(path, 'utf8')).policy);
    expect(kept.offline).toEqual({ maxAgeHours: 24, beyond: 'error', switched: 'off' });
    expect(kept.policy).toMatchObject({
      proxies: ['https://proxy.example:13111'],
      requests: { mode: 'locked', value: false },
      contributions: { mode: 'free', value: false },
    });
    expect((await load('e1', path)).out).toContain('off, set by the provider');
    expect((await lookup('e1')).err).toContain('SETTINGS_POLICY');
    const direct = ['--server', `https://127.0.0.1:${String(service.portOf('query-api'))}`, '--cacert', at('ca')];
    writeFileSync(at('ca'), service.ca);
    expect((await endpoint('e1', 'lookup', 'example.net', '--key-file', keyFile, ...direct)).code).toBe(0);
  });

  it('go by the proxies first, and to the service only where that is allowed', async () => {
    const { path } = await issue('s6', '--proxy', 'https://127.0.0.1:1', '--direct', 'no', '--requests', 'free');
    await load('e1', path);
    expect(await lookup('e1')).toMatchObject({ code: 69, err: expect.stringContaining('127.0.0.1:1') as string });
    await load('e1', (await issue('s7', '--direct', 'yes')).path);
    expect(await lookup('e1')).toMatchObject({ code: 0 });
    await issue('s8', '--proxy', 'none');
  });

  it('have one serial number each, however many are issued at once', async () => {
    const before = settingsOf((await issueBy('second')).body.file as string).serial;
    const many = Array.from({ length: 10 }, (_, i) => issueBy(i % 2 === 0 ? 'admin-api' : 'second'));
    const serials = (await Promise.all(many)).map((answer) => answer.body.serial as number);
    expect(serials.sort((a, b) => a - b)).toEqual(Array.from({ length: 10 }, (_, i) => before + 1 + i));
    const { body } = await issueBy('second', { serialAfter: before + 100 });
    expect(body.serial).toBe(before + 101);
    expect((await issueBy('second', { serialAfter: before + 2_000_000 })).status).toBe(400);
  });

  it('alert when endpoints hold what has changed since, and when the newest file ends soon', async () => {
    const codes = async (): Promise<string[]> =>
      ((await service.admin.get('/api/v1/provider/settings')).body.alerts as { code: string }[]).map((one) => one.code);
    expect(await codes()).toEqual([]);
    await provider('set', '--name', 'Renamed Provider');
    expect(await codes()).toEqual(['provider-settings-outdated']);
    const alerts = (await service.admin.get('/api/v1/alerts')).body.alerts as { code: string; sentence: string }[];
    expect(alerts.find((one) => one.code === 'provider-settings-outdated')?.sentence).toContain('the name');
    const soon = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
    const { path } = await issue('soon', '--expires', soon);
    expect(await codes()).toEqual(['provider-settings-expiring']);
    expect((await load('e1', path)).out).toContain('Warning: these settings expire in');
    await issue('long');
    expect(await codes()).toEqual([]);
  });

  it('refuse a private key beside the certificate, unknown rules and plain addresses', async () => {
    const { settings } = (await service.admin.get('/api/v1/provider/settings')).body;
    const put = (change: object): Promise<Answer> =>
      service.admin.send('PUT', '/api/v1/provider/settings', { body: { ...settings, ...change } });
    const key = '-----BEGIN PRIVATE KEY-----\nMC4CAQ==\n-----END PRIVATE KEY-----\n';
    for (const change of [
      { ca: service.ca + key },
      { ca: 'nonsense' },
      { addresses: ['http://ksn.example'] },
      { policy: { ...settings.policy, curfew: true } },
      { validityDays: 0 },
      { unknown: 1 },
    ]) {
      expect((await put(change)).body).toMatchObject({ status: 400, code: 'REQUEST_MALFORMED' });
    }
    expect((await put({ ca: service.ca, addresses: ['https://KSN.example:443/'] })).body.settings).toMatchObject({
      addresses: ['https://ksn.example'],
    });
    await put({});
  });

  it('rest on certificates that are replaced, requested and taken back without a restart', async () => {
    const authority = (await AuthorityFolder.open(join(service.dataDir, 'tls'))) as AuthorityFolder;
    const names = ['localhost', '127.0.0.1'];
    const put = (body: object): Promise<Answer> => service.admin.send('PUT', '/api/v1/tls', { body });
    const shown = (): Promise<string> =>
      new Promise((done, fail) => {
        const socket = connect({ host: '127.0.0.1', port: service.portOf('query-api'), ca: service.ca }, () => {
          done(socket.getPeerCertificate().fingerprint256.replaceAll(':', '').toLowerCase());
          socket.destroy();
        });
        socket.on('error', fail);
      });
    const { body: before } = await service.admin.get('/api/v1/tls');
    const query = before.listeners.find((one: { process: string }) => one.process === 'query-api');
    expect(query).toMatchObject({ isReplacedHere: true, isVouchedFor: true, problem: null });
    expect([query.chain[0].fingerprint, before.former]).toEqual([await shown(), null]);
    expect((await service.admin.post('/api/v1/tls/revert')).body.code).toBe('NOT_FOUND');

    const fresh = await authority.server(names, Date.now());
    const elsewhere = await authority.server(['elsewhere.example'], Date.now());
    const given = { certificate: fresh.certificate, key: fresh.key };
    expect((await put({ ...given, key: elsewhere.key })).body.code).toBe('TLS_CERTIFICATE');
    expect((await put({ certificate: elsewhere.certificate, key: elsewhere.key })).body).toMatchObject({
      code: 'TLS_UNFIT',
      missing: ['127.0.0.1'],
    });
    expect((await put({ certificate: fresh.certificate })).body.code).toBe('TLS_CERTIFICATE');
    const { status, text, body } = await put(given);
    expect([status, body.former.fingerprint]).toEqual([200, before.listeners[0].chain[0].fingerprint]);
    const { fingerprint } = body.listeners[0].chain[0];
    await eventually(shown, (one) => one === fingerprint);

    const asked = await service.admin.post('/api/v1/tls/request', { body: {} });
    expect(asked.body).toMatchObject({ names: expect.arrayContaining(names) as unknown });
    expect(asked.body.request).toContain('BEGIN CERTIFICATE REQUEST');
    expect((await service.admin.get('/api/v1/tls')).body.isRequested).toBe(true);

    expect((await service.admin.post('/api/v1/tls/revert')).status).toBe(200);
    await eventually(shown, (one) => one === query.chain[0].fingerprint);
    const audit = await service.admin.get('/api/v1/audit?limit=100');
    const actions = audit.body.entries.map((one: { action: string }) => one.action);
    expect(actions).toEqual(expect.arrayContaining(['tls.replaced', 'tls.requested', 'tls.reverted']));
    const secret = fresh.key.split('\n')[1] ?? 'none';
    for (const said of [text, asked.text, audit.text]) {
      expect(said).not.toContain(secret);
      expect(said).not.toContain('PRIVATE KEY');
    }
  });

  it('stand beside limits that are set for the whole installation, and that each process follows', async () => {
    const settings = async (): Promise<Answer['body']> => (await service.admin.get('/api/v1/settings')).body;
    const of = async (name: string): Promise<Answer['body']> =>
      (await settings()).settings.find((one: { name: string }) => one.name === name);
    const set = (body: object): Promise<Answer> => service.admin.send('PUT', '/api/v1/settings', { body });
    const { revision } = await settings();
    expect((await settings()).processes.map((one: { process: string }) => one.process)).toEqual(
      expect.arrayContaining(['admin-api', 'import-worker', 'query-api']),
    );
    expect(await of('cachePresent')).toMatchObject({ value: 3_600_000, origin: 'default', min: 1_000, restart: false });
    expect((await set({ settings: { cachePresent: '7s', uploadLimitBytes: 1_000 } })).status).toBe(200);
    expect(await of('cachePresent')).toMatchObject({ value: 7_000, own: 3_600_000, origin: 'console' });
    const cached = (): Promise<Answer> => service.query(readFileSync(keyFile, 'utf8').trim()).get('/v1/status');
    await eventually(cached, ({ body }) => body.cache.present === 7);
    // The process that was told follows at once.
    const upload = await service.admin.post('/api/v1/uploads', { headers: UPLOAD });
    expect(upload.body.code).toBe('UPLOAD_TOO_LARGE');
    // Somebody else was there first, or says too much: nothing of it is set.
    expect((await set({ revision, settings: { cacheAbsent: '8s' } })).body.code).toBe('SETTINGS_CHANGED');
    for (const settings of [
      { cacheAbsent: '8s', retainedSnapshots: 1 },
      { cacheAbsent: '8s', port: 1 },
    ])
      expect((await set({ settings })).body.code).toBe('REQUEST_MALFORMED');
    expect(await of('cacheAbsent')).toMatchObject({ value: 600_000, origin: 'default' });
    expect((await set({ settings: { cachePresent: null, uploadLimitBytes: null } })).status).toBe(200);
    await eventually(cached, ({ body }) => body.cache.present === 3_600);
    const { body } = await service.admin.get('/api/v1/audit?limit=100');
    expect(body.entries).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ action: 'setting.set', detail: { before: null, after: 7_000 } }),
        expect.objectContaining({ action: 'setting.unset', detail: { before: 7_000, after: null } }),
      ]),
    );
  });

  it('belong to administrators; customers get the newest file alone', async () => {
    const token = async (role: string, rest: object = {}): Promise<HttpsCaller> => {
      const { body } = await service.admin.post('/api/v1/tokens', { body: { role, label: role, days: 1, ...rest } });
      return new HttpsCaller(service.portOf('admin-api'), service.ca, body.token as string);
    };
    const viewer = await token('viewer');
    const theirs = await token('customer-administrator', { customer });
    const [{ serial }] = (await viewer.get('/api/v1/provider/settings-files?limit=1')).body.files as [
      { serial: number },
    ];
    const path = (which: string): string => `/api/v1/provider/settings-files/${which}/file`;
    for (const who of [viewer, theirs]) {
      const newest = await who.get(path('newest'));
      expect(newest.headers['content-disposition']).toContain('attachment');
      expect(settingsOf(newest.text).serial).toBe(serial);
      expect((await who.get(path(String(serial)))).text).toBe(newest.text);
      expect((await who.post('/api/v1/provider/settings-files', { body: {} })).status).toBe(403);
      expect((await who.post('/api/v1/provider/key/rotations', { body: {} })).status).toBe(403);
    }
    expect((await viewer.get(path('1'))).status).toBe(200);
    expect((await theirs.get(path('1'))).status).toBe(404);
    for (const route of ['settings', 'settings-files', 'key']) {
      expect((await theirs.get(`/api/v1/provider/${route}`)).status).toBe(403);
    }
  });

  it('are never signed by a key that is not the one that endpoints trust', async () => {
    const path = join(service.dataDir, 'provider', 'signing-key.pem');
    const pem = readFileSync(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    rmSync(path);
    for (const as of ['admin-api', 'second']) {
      expect((await issueBy(as)).body).toMatchObject({ code: 'PROVIDER_KEY' });
    }
    expect((await service.admin.post('/api/v1/provider/key/rotations', { body: {} })).body.code).toBe('PROVIDER_KEY');
    writeFileSync(path, pem, { mode: 0o600 });
    expect((await issueBy('second')).status).toBe(201);
    expect(service.apps.get('admin-api')?.log()).not.toContain('PRIVATE KEY');
  });

  it('let a check go on without the service from what is kept, and say how old that is', async () => {
    const { path, fingerprint } = await issue('kept', '--offline', '24', '--beyond', 'error');
    expect((await load('e10', path, '--fingerprint', fingerprint)).code).toBe(0);
    mkdirSync(at('files'));
    for (const name of ['a', 'b']) writeFileSync(at(`files/${name}`), name);
    const check = async (): Promise<[number, Record<string, unknown>]> => {
      const { code, out } = await endpoint('e10', 'check', '-r', at('files'), '--json', '--key-file', keyFile);
      const { summary } = JSON.parse(out.trim().split('\n').at(-1) ?? '') as { summary: Record<string, unknown> };
      return [code, summary];
    };
    expect(await check()).toMatchObject([0, { files: 2, complete: true, from: { service: 2 } }]);
    await service.kill('query-api', 'SIGTERM');
    writeFileSync(at('files/new'), 'new');
    const [code, summary] = await check();
    expect([code, summary]).toMatchObject([2, { from: { offline: 2 }, unanswered: 1, networks: { private: 2 } }]);
    expect(summary.oldestMs).toBeGreaterThan(0);
  });
});
