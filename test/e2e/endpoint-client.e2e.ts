import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { transformSync } from '@swc/core';
import * as library from '@pksn/endpoint-client';
import type { EndpointAnswer, EndpointClient, EndpointOptions, NetworkSwitch } from '@pksn/endpoint-client';
import { DEFAULT_ENDPOINT_POLICY, generateSigningKey, providerFingerprint, signSettings } from '@pksn/signing';
import type { ForgedLicense, ForgedVendor } from '@pksn/testing';
import { forgeVendor } from '@pksn/testing';
import { pksnCommand } from './pksn-command';
import type { CommandEnd } from './pksn-command';
import { samplePackage } from './sample-packages';
import { Service } from './service';
import { eventually, importOf, submit, trust } from './steps';
import { SwitchingRelay } from './switching-relay';

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

    const unread = spawn(process.execPath, [join(__dirname, '../../apps/cli/bin/pksn.cjs'), ...tree]);
    unread.stdout.destroy();
    unread.stderr.destroy();
    expect(await once(unread, 'exit')).toEqual([141, null]);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);

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

describe('one address behind which the network changes', () => {
  const ID = 'cd'.repeat(16);
  const ACCEPTED = { id: 1, language: 'en' };
  const OTHER = { file: 'dd'.repeat(32) };
  let relay: SwitchingRelay;
  let switches: NetworkSwitch[];

  const behindRelay = async (name: string, options: Partial<EndpointOptions> = {}): Promise<EndpointClient> => {
    const policy = { requests: { mode: 'free', value: true } } as const;
    const address = { origins: [relay.origin], ca: service.ca, policy, provider: 'p' };
    const client = await endpoint(name, { service: address, endpointId: ID, pollMs: 200, ...options });
    client.events.on('network-switch', (told) => switches.push(told));
    return client;
  };
  const told = (count: number): Promise<NetworkSwitch[]> =>
    eventually(
      () => Promise.resolve(switches),
      ({ length }) => length === count,
    );
  const refused = (client: EndpointClient, code: string): Promise<void> =>
    expect(client.lookup(OTHER)).rejects.toMatchObject({ code });

  beforeAll(async () => void (relay = await SwitchingRelay.start(service, 'query-api')));
  afterAll(() => relay.stop());
  beforeEach(() => {
    switches = [];
    relay.bend = null;
    relay.switchTo('query-api');
  });

  it('is told both ways, to and fro, over restarts; only the status is asked until somebody accepts', async () => {
    const first = await behindRelay('moved');
    await from(first, RED, 'cache');
    relay.switchTo('global');
    await told(1);
    await refused(first, 'ENDPOINT_NETWORK_CHANGED');
    await expect(first.lookup({ file: RED })).rejects.toMatchObject({ code: 'ENDPOINT_NETWORK_CHANGED' });
    await expect(first.participate({ statement: ACCEPTED })).rejects.toMatchObject({
      code: 'ENDPOINT_NETWORK_CHANGED',
    });
    await first.askStatus();
    expect(relay.paths).toEqual(['/v1/status']);
    await first.close();

    const second = await behindRelay('moved', { switched: 'cache' });
    expect(await second.lookup({ file: RED })).toMatchObject({ zone: 'red', from: 'offline', network: 'private' });
    expect(relay.paths).toEqual(['/v1/status']);
    expect(await second.statement('en')).toMatchObject({ id: 1, text: 'We ask. You answer.', isSigned: false });
    await second.acceptNetwork(ACCEPTED);
    expect(await second.lookup(OTHER)).toMatchObject({ from: 'service', network: 'global' });
    expect(await second.askParticipation()).toMatchObject({ accepted: true, requests: true, contributions: false });
    await second.close();

    const third = await behindRelay('moved');
    expect((await third.lookup(OTHER)).network).toBe('global');
    relay.switchTo('query-api');
    await told(3);
    expect((await third.lookup(OTHER)).network).toBe('private');
    relay.switchTo('global');
    await told(4);
    await refused(third, 'ENDPOINT_NETWORK_CHANGED');
    expect(relay.paths).toEqual(['/v1/status']);
    expect(switches.map(({ from: before, to, needsAcceptance }) => [before, to, needsAcceptance])).toEqual([
      ['private', 'global', true],
      ['private', 'global', true],
      ['global', 'private', false],
      ['private', 'global', true],
    ]);
  });

  it('is not given where a service lies in single answers', async () => {
    const client = await behindRelay('lied', { cacheBytes: 0 });
    expect((await client.lookup({ file: RED })).network).toBe('private');
    relay.bend = (path, text) =>
      path.startsWith('/v1/files/') ? text.replace('"infrastructure":"private"', '"infrastructure":"global"') : text;
    await refused(client, 'ENDPOINT_NETWORK_CHANGED');
    expect(client.awaitsAcceptance).toBe('global');
    relay.bend = null;
    relay.switchTo('query-api');
    await refused(client, 'ENDPOINT_NETWORK_CHANGED');
    expect(relay.paths).toEqual([]);
    await client.askStatus();
    expect((await client.lookup(OTHER)).network).toBe('private');
  });

  describe('for whoever uses the command line', () => {
    let data: string;
    let keyFile: string;
    const pksn = (...args: string[]): Promise<CommandEnd> => pksnCommand([...args, '--data', data]);
    const json = async (...args: string[]): Promise<Record<string, unknown>> => {
      const { out, err } = await pksn(...args, '--json');
      if (out === '') throw new Error(err);
      return JSON.parse(out) as Record<string, unknown>;
    };

    beforeAll(async () => {
      data = join(folder, 'command-line');
      keyFile = join(folder, 'key');
      writeFileSync(keyFile, license.key);
      const { file, fingerprint } = settingsFile([relay.origin], 'cache');
      writeFileSync(join(folder, 'settings'), file);
      expect((await pksn('endpoint', 'load', join(folder, 'settings'), '--fingerprint', fingerprint)).err).toBe('');
      expect((await pksn('endpoint', 'key', 'set', keyFile)).err).toBe('');
    });

    it('is one endpoint, from the settings file to the other network and back', async () => {
      const modes = readdirSync(join(data, 'endpoint')).map(
        (name) => statSync(join(data, 'endpoint', name)).mode & 0o77,
      );
      expect(new Set(modes)).toEqual(new Set([0]));
      expect(await json('endpoint', 'status')).toMatchObject({
        provider: { name: 'Example Provider' },
        shown: 'Enabled',
        reached: true,
        network: { network: 'private', awaitsAcceptance: false },
        keys: { inUse: 'current', next: null },
        participation: null,
      });
      const red = { exitCode: 0, out: expect.stringMatching(/^red/) as string };
      expect(await Promise.all([pksn('lookup', RED), pksn('lookup', RED)])).toMatchObject([red, red]);

      relay.switchTo('global');
      const kept = await pksn('lookup', RED, '--json');
      expect(JSON.parse(kept.out)).toMatchObject({ zone: 'red', from: 'offline', network: 'private' });
      const events = kept.err
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { event: string }).event);
      expect(events).toEqual(['network-switch', 'offline']);
      expect((await json('endpoint', 'status')).network).toMatchObject({ network: 'private', awaitsAcceptance: true });
      expect(await pksn('endpoint', 'participate', 'yes', '--accept', '1')).toMatchObject({
        err: expect.stringMatching(/^ENDPOINT_NETWORK_CHANGED.*network accept/) as string,
      });
      expect(relay.paths).toEqual(['/v1/status']);

      const unasked = await pksn('endpoint', 'network', 'accept');
      expect(unasked.out).toContain('We ask. You answer.');
      expect(unasked.err).toMatch(/USAGE.*--accept 1/);
      expect((await pksn('endpoint', 'network', 'accept', '--accept', '7')).err).toContain('ENDPOINT_STATEMENT');
      expect(await pksn('endpoint', 'network', 'accept', '--accept', '1')).toMatchObject({ exitCode: 0 });
      expect(await json('lookup', RED)).toMatchObject({ zone: 'red', network: 'global' });
      const { id } = await json('endpoint', 'id', 'show');
      expect(relay.asked.at(-1)).toMatchObject({ endpointId: id });

      expect(await json('endpoint', 'participate', 'yes', '--contributions', 'yes')).toMatchObject({
        contributions: true,
      });
      const reports = (): number => relay.paths.filter((path) => path === '/v1/statistics').length;
      expect((await pksn('check', keyFile)).exitCode).toBe(0);
      expect(reports()).toBe(1);
      expect(await json('endpoint', 'participate', 'no')).toMatchObject({ statement: null, contributions: false });
      expect(readdirSync(join(data, 'endpoint'))).not.toContain('contributions.json');
      const state = await service
        .query(license.key)
        .get('/v1/participation', { headers: { 'pksn-endpoint': String(id) } });
      expect(state.body).toMatchObject({ accepted: false });
      relay.switchTo('global');
      expect((await pksn('lookup', OTHER.file)).err).toContain('ENDPOINT_NETWORK_CHANGED');
      expect(relay.paths).toEqual(['/v1/status']);
      relay.switchTo('query-api');
      expect(await json('lookup', RED)).toMatchObject({ network: 'private' });
    });

    it('is asked again for a newer statement; older ones are accepted no more', async () => {
      const texts = [{ language: 'en', text: 'We ask more.' }];
      expect((await service.admin.post('/api/v1/statements', { body: { texts } })).status).toBe(201);
      await eventually(
        () => json('endpoint', 'statement'),
        (shown) => shown.id === 2,
      );
      expect((await pksn('endpoint', 'participate', 'yes', '--accept', '1')).err).toContain('ENDPOINT_STATEMENT');
      const outdated = await behindRelay('outdated');
      await expect(outdated.participate({ statement: ACCEPTED })).rejects.toMatchObject({ code: 'STATEMENT_OUTDATED' });
      expect(outdated.participation).toBeNull();
      const answer = await json('endpoint', 'participate', 'yes', '--accept', '2', '--requests', 'no');
      expect(answer).toMatchObject({ statement: { id: 2, language: 'en' }, requests: false, contributions: true });
      expect((await pksn('lookup', RED)).err).toContain('ENDPOINT_REQUESTS_OFF');
      expect(await json('endpoint', 'participate', 'yes', '--requests', 'yes')).toMatchObject({ requests: true });
    });

    it('goes to the next key when the service takes it, and says how old an answer is without the service', async () => {
      const fresh = vendor.license({ licenseId: 'l3', customer: { id: 'c1', name: 'Customer' } });
      writeFileSync(join(folder, 'next'), fresh.key);
      await pksn('endpoint', 'key', 'set', join(folder, 'next'), '--next');
      const waiting = await pksn('lookup', RED);
      expect(waiting).toMatchObject({ exitCode: 0, err: expect.stringContaining('The next key is refused') as string });
      const before = await json('endpoint', 'key', 'show');
      await submit(service, fresh);
      await eventually(
        () => service.query(fresh.key).get('/v1/license'),
        ({ status }) => status === 200,
      );
      expect(await pksn('lookup', RED)).toMatchObject({ exitCode: 0 });
      expect(await json('endpoint', 'key', 'show')).toEqual({ current: before.next, next: null });

      relay.switchTo('nowhere');
      const alone = await pksn('lookup', RED);
      expect(alone).toMatchObject({ exitCode: 0, out: expect.stringMatching(/^red/) as string });
      expect(alone.err).toMatch(/The service was not asked[^]*1 answer of what is kept here, up to \d+ seconds? old/);
      expect(await pksn('lookup', OTHER.file)).toMatchObject({ exitCode: 69 });
      const page = await pksn('endpoint', 'status');
      expect(page).toMatchObject({
        exitCode: 69,
        out: expect.stringMatching(/^Provider: +Example Provider/) as string,
      });
      expect(page.out).toMatch(/Kept answers: +\d.*the newest \d+ seconds? old/);
    });
  });
});

function settingsFile(
  query: readonly string[] = [`https://127.0.0.1:${service.portOf('query-api')}`],
  switched: 'off' | 'cache' = 'off',
): { file: string; fingerprint: string } {
  const signer = generateSigningKey();
  const content = {
    name: 'Example Provider',
    contacts: ['help@provider.example'],
    createdAt: new Date().toISOString(),
    serial: 1,
    expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    services: { query },
    ca: service.ca,
    statements: [],
    policy: DEFAULT_ENDPOINT_POLICY,
    offline: { maxAgeHours: 24, beyond: 'error', switched } as const,
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
