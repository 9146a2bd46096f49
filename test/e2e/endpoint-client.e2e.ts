import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { transformSync } from '@swc/core';
import * as library from '@pksn/endpoint-client';
import type { EndpointAnswer, EndpointClient, EndpointOptions } from '@pksn/endpoint-client';
import { DEFAULT_ENDPOINT_POLICY, generateSigningKey, providerFingerprint, signSettings } from '@pksn/signing';
import type { ForgedLicense, ForgedVendor } from '@pksn/testing';
import { forgeVendor } from '@pksn/testing';
import { pksnCommand } from './pksn-command';
import { samplePackage } from './sample-packages';
import { Service } from './service';
import { eventually, importOf, submit, trust } from './steps';

const RED = 'aa'.repeat(32);
const SOON = 'bb'.repeat(32);
const ROWS = `sha256,domain,zone,threat\n${RED},,red,Test.File\n,bad.example,red,Test.Domain\n`;

let service: Service;
let vendor: ForgedVendor;
let license: ForgedLicense;
let next: ForgedLicense;
let folder: string;
const open: EndpointClient[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pksn-endpoint-'));
  service = await Service.create();
  await service.startAll();
  await service.start('query-api', 'global', { PKSN_INFRASTRUCTURE: 'global' });
  vendor = forgeVendor('acme', Date.now());
  await trust(service, vendor);
  await importOf(service, await samplePackage(vendor, { feed: 'acme/core', version: 1, rows: ROWS }));
  const customer = { id: 'c1', name: 'Customer' };
  license = vendor.license({ licenseId: 'l1', customer });
  next = vendor.license({ licenseId: 'l2', customer });
  await submit(service, license);
  await eventually(
    () => service.query(license.key).get(`/v1/files/${RED}`),
    ({ status, body }) => status === 200 && body.zone === 'red',
  );
  const { generation } = (await service.query(license.key).get('/v1/status')).body.database;
  await eventually(
    () => service.query(license.key, 'global').get('/v1/status'),
    ({ status, body }) => status === 200 && body.database.generation >= generation,
  );
}, 180_000);
afterEach(() => Promise.all(open.splice(0).map((client) => client.close())));
afterAll(async () => {
  if (process.env.PKSN_TEST_LOGS) for (const app of service.apps.values()) process.stderr.write(app.log());
  await service?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function endpoint(
  name: string,
  options: Partial<EndpointOptions> = {},
  as = 'query-api',
): Promise<EndpointClient> {
  const origins = [`https://127.0.0.1:${service.portOf(as)}`];
  const policy = { requests: { mode: 'free', value: true } } as const;
  const client = await library.EndpointClient.open({
    service: { origins, ca: service.ca, policy, provider: 'p' },
    keys: { current: license.key },
    folder: join(folder, name),
    ...options,
  });
  open.push(client);
  return client;
}

const from = (client: EndpointClient, file: string, where: EndpointAnswer['from']): Promise<EndpointAnswer> =>
  eventually(
    () => client.lookup({ file }),
    (answer) => answer.from === where,
  );

describe('an endpoint and the service', () => {
  it('ask, keep, and hear of an override at once, also after a restart', async () => {
    const client = await endpoint('kept');
    const many = Array.from({ length: 1_500 }, (_, n) => ({ file: n.toString(16).padStart(64, '0') }));
    expect((await client.lookupMany([{ file: RED }, ...many])).map((one) => ('zone' in one ? one.zone : one))).toEqual([
      'red',
      ...many.map(() => 'grey'),
    ]);
    expect(await from(client, SOON, 'cache')).toMatchObject({ zone: 'grey', network: 'private', from: 'cache' });
    const changed = new Promise((done) => client.events.once('changes', done));
    const body = { object: { file: SOON }, zone: 'red', reason: 'test' };
    expect((await service.admin.post('/api/v1/overrides', { body })).status).toBe(201);
    expect(await changed).toMatchObject({ reset: false, dropped: 1 });
    expect(await client.lookup({ file: SOON })).toMatchObject({ zone: 'red', from: 'service', key: 'current' });
    await from(client, RED, 'cache');
    await client.close();
    const again = await endpoint('kept');
    expect(await from(again, RED, 'cache')).toMatchObject({ zone: 'red', network: 'private' });
  });

  it('go on with the current key until the next one is submitted', async () => {
    const keys = { current: license.key, next: next.key };
    const before = await endpoint('keys', { keys });
    const refused = new Promise((done) => before.events.once('next-key-refused', done));
    expect((await before.lookup({ file: RED })).key).toBe('current');
    expect(await refused).toMatchObject({ code: 'LICENSE_KEY_NOT_SUBMITTED' });
    await before.close();
    const after = await endpoint('keys', { keys, cacheBytes: 0 });
    await after.submitLicense(next.text);
    await eventually(
      () => service.query(next.key).get('/v1/license'),
      ({ status }) => status === 200,
    );
    expect((await after.lookup({ file: RED })).key).toBe('next');
  });

  it('tell a switch to the global network and back', async () => {
    const first = await endpoint('switch');
    await from(first, RED, 'cache');
    await first.close();

    const moved = await endpoint('switch', { switched: 'cache', endpointId: 'ab'.repeat(16) }, 'global');
    const told = new Promise((done) => moved.events.once('network-switch', done));
    expect(await moved.lookup({ file: RED })).toMatchObject({ zone: 'red', from: 'offline', network: 'private' });
    expect(await told).toEqual({ from: 'private', to: 'global', needsAcceptance: true });
    expect(await moved.lookup({ file: 'cc'.repeat(32) })).toMatchObject({ from: 'nowhere', network: null });
    const texts = [{ language: 'en', text: 'We ask. You answer.' }];
    expect((await service.admin.post('/api/v1/statements', { body: { texts } })).status).toBe(201);
    const status = await eventually(
      () => moved.askStatus(),
      ({ statement }) => statement !== null,
    );
    expect(status).toMatchObject({ infrastructure: 'global', statement: { id: 1, languages: ['en'] } });
    await expect(moved.acceptNetwork({ id: 9, language: 'en' })).rejects.toMatchObject({ code: 'ENDPOINT_STATEMENT' });
    await moved.acceptNetwork({ id: 1, language: 'en' });
    expect(await moved.lookup({ file: RED })).toMatchObject({ zone: 'red', from: 'service', network: 'global' });
    await moved.close();

    const back = await endpoint('switch');
    const returned = new Promise((done) => back.events.once('network-switch', done));
    expect(await back.lookup({ file: RED })).toMatchObject({ zone: 'red', network: 'private' });
    expect(await returned).toEqual({ from: 'global', to: 'private', needsAcceptance: false });
    expect(back.awaitsAcceptance).toBeNull();
  });

  it('ask with pksn for files and for lines of any kind', async () => {
    const at = (name: string): string => join(folder, name);
    mkdirSync(at('tree/sub'), { recursive: true });
    const content = 'known to be bad';
    writeFileSync(at('tree/sub/bad\u001b[31m'), content);
    writeFileSync(at('tree/copy'), content);
    writeFileSync(at('tree/fine'), 'fine');
    writeFileSync(at('key'), license.key, { mode: 0o600 });
    writeFileSync(at('ca'), service.ca);
    const object = { file: createHash('sha256').update(content).digest('hex') };
    const added = await service.admin.post('/api/v1/overrides', { body: { object, zone: 'red', reason: 'test' } });
    expect(added.status).toBe(201);
    const server = `https://127.0.0.1:${service.portOf('query-api')}`;
    const flags = ['--server', server, '--cacert', at('ca'), '--key-file', at('key'), '--data', at('none')];
    const tree = ['check', '-r', at('tree'), '--json', '--sarif', at('log'), ...flags];
    const checked = await eventually(
      () => pksnCommand(tree),
      ({ exitCode }) => exitCode !== 0,
    );
    expect(checked).toMatchObject({ exitCode: 1, err: '' });
    const lines = checked.out.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>); // prettier-ignore
    expect(lines.filter(({ zone }) => zone === 'red').map(({ path }) => path)).toEqual(
      expect.arrayContaining([at('tree/copy'), at('tree/sub/bad\\x1b[31m')]),
    );
    expect(lines.at(-1)).toMatchObject({ summary: { files: 3, red: 2, grey: 1, complete: true } });
    const log = readFileSync(at('log'), 'utf8');
    expect([JSON.parse(log), log]).toMatchObject([{ version: '2.1.0' }, expect.stringContaining('"uri":"sub/bad%1B%5B31m"')]); // prettier-ignore

    const asked = Array.from({ length: 5_000 }, (_, n) => ['bad.example', RED, `u${n}.example/x`, '192.0.2.1'][n % 4]);
    writeFileSync(at('lines'), asked.join('\n'));
    const looked = await pksnCommand(['lookup', '--file', at('lines'), '--csv', ...flags]);
    expect(looked).toMatchObject({ exitCode: 0, err: '' });
    const rows = looked.out.trim().split('\r\n').map((row) => row.split(',').slice(0, 3)); // prettier-ignore
    expect(rows.slice(1)).toEqual(asked.map((one, n) => [String(n + 1), one, n % 4 < 2 ? 'red' : 'grey']));
  });

  it('are embedded as docs/endpoint.md shows', async () => {
    const { file, fingerprint } = settingsFile();
    const lines = await documentedExample()(join(folder, 'example'), file, fingerprint, license.key);
    expect(lines).toEqual([
      expect.stringMatching(/^Example Provider \(help@provider\.example\), 20/),
      'red Test.Domain (private, service, 0 ms old)',
      'grey',
      'grey',
    ]);
  });
});

function settingsFile(): { file: string; fingerprint: string } {
  const signer = generateSigningKey();
  const content = {
    name: 'Example Provider',
    contacts: ['help@provider.example'],
    createdAt: new Date().toISOString(),
    serial: 1,
    expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    services: { query: [`https://127.0.0.1:${service.portOf('query-api')}`] },
    ca: service.ca,
    statements: [],
    policy: DEFAULT_ENDPOINT_POLICY,
  };
  return {
    file: signSettings(content, signer, []),
    fingerprint: providerFingerprint(signer.publicKey.toString('base64')),
  };
}

type Example = (folder: string, file: string, fingerprint: string, key: string) => Promise<string[]>;

/** The example of the page, compiled as a product would. */
function documentedExample(): Example {
  const page = readFileSync(join(__dirname, '../../docs/endpoint.md'), 'utf8');
  const [, text = ''] = /```ts\n([\s\S]*?)```/.exec(page) ?? [];
  const { code } = transformSync(text, {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
  });
  const exported: { example?: Example } = {};
  compileFunction(code, ['require', 'exports'])(() => library, exported);
  if (exported.example === undefined) throw new Error('docs/endpoint.md has no example');
  return exported.example;
}
