import { hash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EndpointClient, fileToConfirm } from '@pksn/endpoint-client';
import type { EndpointAnswer } from '@pksn/endpoint-client';
import type { ForgedLicense } from '@pksn/testing';
import { forgeVendor } from '@pksn/testing';
import { pksnCommand } from './pksn-command';
import { samplePackage } from './sample-packages';
import { publishStatement } from './sample-sender';
import { Service } from './service';
import { eventually, importOf, submit, trust } from './steps';

/** The global side, run by somebody who sees many networks; the private one, behind an air gap. */
let global: Service;
let local: Service;
let folder: string;
let endpoint: EndpointClient;
let license: ForgedLicense;

const CONTENT = Buffer.from('MZ what no network has seen before');
const [SHA256, SHA1, MD5] = ['sha256', 'sha1', 'md5'].map((name) => hash(name, CONTENT)) as [string, string, string];
const OTHER = '12'.repeat(32);
const FREE = { requests: { mode: 'free', value: true } } as const;

const GLOBAL = { PKSN_INFRASTRUCTURE: 'global', PKSN_LOOK_INTERVAL: '50ms' };
const at = (name: string): string => join(folder, name);

async function pksn(...args: string[]): Promise<unknown> {
  const end = await pksnCommand([...args, '--json'], folder);
  if (end.exitCode !== 0) throw new Error(`${args.join(' ')}: ${end.err}`);
  return JSON.parse(end.out);
}
const exported = (...more: string[]): string[] => [
  ...['package', 'export', '--vendor', at('vendor'), '--feed', 'cert/own', ...more],
  ...global.adminFlags,
];
const fromCache = (file: string): Promise<EndpointAnswer> =>
  eventually(
    () => endpoint.lookup({ file }),
    ({ from }) => from === 'cache',
  );

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pksn-circle-'));
  mkdirSync(at('gap'));
  global = await Service.create();
  local = await Service.create();
  await Promise.all([global.start('admin-api'), global.start('query-api', 'query-api', GLOBAL), local.startAll()]);
  const vendor = forgeVendor('acme', Date.now());
  license = vendor.license({ licenseId: 'l1', customer: { id: 'c1', name: 'Customer' } });
  for (const side of [global, local]) {
    await trust(side, vendor);
    await submit(side, license);
  }
  const rows = `sha256,zone\n${'34'.repeat(32)},green\n`;
  await importOf(local, await samplePackage(vendor, { feed: 'acme/core', version: 1, rows }));
  endpoint = await endpointOf(local, 'endpoint');
}, 180_000);
afterAll(async () => {
  await endpoint?.close();
  await Promise.all([global?.stop(), local?.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

function endpointOf(service: Service, name: string): Promise<EndpointClient> {
  const origins = [`https://127.0.0.1:${String(service.portOf('query-api'))}`];
  return EndpointClient.open({
    service: { origins, ca: service.ca, policy: FREE, provider: name },
    keys: { current: license.key },
    folder: at(name),
    endpointId: 'ab'.repeat(16),
  });
}

/** At the global side: a person accepts its statement with contributions, and sends one file. */
async function submitted(path: string): Promise<void> {
  const id = await publishStatement(global);
  const sender = await endpointOf(global, 'sender');
  try {
    const status = await eventually(
      () => sender.askStatus(),
      ({ statement }) => statement?.id === id,
    );
    expect(status.infrastructure).toBe('global');
    if (sender.awaitsAcceptance !== null) await sender.acceptNetwork({ id, language: 'en' });
    await sender.setContributions(true, { id, language: 'en' });
    await sender.submitFile(await fileToConfirm(path));
  } finally {
    await sender.close();
  }
}

/** Carries a package over the gap and in. */
async function carried(name: string): Promise<unknown> {
  copyFileSync(at(name), at(`gap/${name}`));
  return pksn('import', at(`gap/${name}`), '--wait', ...local.adminFlags);
}

it('begins with a package of what the global side knows, which the private side trusts by a fingerprint', async () => {
  await pksn('vendor', 'init', '--name', 'cert', '--out', at('vendor'));
  const empty = await pksnCommand(exported('--out', at('none.rpk')), folder);
  expect(empty).toMatchObject({ exitCode: expect.any(Number), err: expect.stringContaining('BUILD_INPUT') });
  await pksn('own-feed', 'add', 'bad.example', '--zone', 'red', '--reason', 'ticket 4711', ...global.adminFlags);
  expect(await pksn(...exported('--out', at('1.rpk')))).toMatchObject({
    version: 1,
    kind: 'full',
    report: { taken: 1 },
  });
  const fingerprint = readFileSync(at('vendor/trust-root.fingerprint'), 'utf8').trim();
  await pksn('trust', 'add', at('vendor/trust-root.json'), '--fingerprint', fingerprint, ...local.adminFlags);
  expect(await carried('1.rpk')).toMatchObject({ state: 'active' });
  await pksn('feed', 'set', 'cert/own', '--open', 'yes', ...local.adminFlags);
  await eventually(
    () => endpoint.lookup({ domain: 'bad.example' }),
    ({ zone }) => zone === 'red',
  );
}, 60_000);

it('turns what an endpoint holds as unknown red, as soon as the verdict has crossed the gap', async () => {
  expect(await fromCache(SHA256)).toMatchObject({ zone: 'grey', network: 'private' });
  writeFileSync(at('invoice.exe'), CONTENT);
  await submitted(at('invoice.exe'));
  const { id } = (await global.admin.post('/api/v1/samples/claim')).body;
  const body = { zone: 'red', threat: 'Trojan.Win32.Test', reason: 'sandbox: ransomware', as: 'own-feed' };
  expect(await global.admin.post(`/api/v1/samples/${id}/verdict`, { body })).toMatchObject({ status: 200 });
  expect((await global.admin.get(`/api/v1/own-feed?object=${SHA1}`)).body.entries).toMatchObject([
    { sha256: SHA256, md5: MD5, sample: SHA256, threat: 'Trojan.Win32.Test' },
  ]);
  expect(await pksn(...exported('--base', at('1.rpk'), '--out', at('2.rpk')))).toMatchObject({
    version: 2,
    kind: 'delta',
    report: { taken: 2, puts: expect.any(Number), removals: 0 },
  });
  const changed = new Promise((done) => endpoint.events.once('changes', done));
  expect(await carried('2.rpk')).toMatchObject({ state: 'active' });
  expect(await changed).toMatchObject({ reset: false, dropped: 1 });
  expect(await endpoint.lookup({ file: SHA256 })).toMatchObject({
    zone: 'red',
    threat: 'Trojan.Win32.Test',
    from: 'service',
    network: 'private',
  });
  expect(await endpoint.lookup({ file: MD5 })).toMatchObject({ zone: 'red' });
}, 60_000);

it('goes back by the next delta when the entry is removed', async () => {
  expect(await fromCache(SHA256)).toMatchObject({ zone: 'red' });
  const { body } = await global.admin.get(`/api/v1/own-feed?object=${MD5}`);
  await pksn('own-feed', 'remove', String(body.entries[0].id), ...global.adminFlags);
  const bases = ['--base', at('1.rpk'), '--base', at('2.rpk')];
  expect(await pksn(...exported(...bases, '--out', at('3.rpk')))).toMatchObject({ version: 3, kind: 'delta' });
  const changed = new Promise((done) => endpoint.events.once('changes', done));
  expect(await carried('3.rpk')).toMatchObject({ state: 'active' });
  await changed;
  expect(await endpoint.lookup({ file: SHA256 })).toMatchObject({ zone: 'grey', from: 'service' });
  expect(await endpoint.lookup({ domain: 'bad.example' })).toMatchObject({ zone: 'red' });
}, 60_000);

it('never makes two packages of one version, nor one of another vendor or on a damaged base', async () => {
  const made = async (...more: string[]): Promise<string> => {
    const end = await pksnCommand(exported(...more, '--out', at('none.rpk')), folder);
    expect(end.exitCode).not.toBe(0);
    return /[A-Z]+_[A-Z_]+|USAGE/.exec(end.err)?.[0] ?? end.err;
  };
  const damaged = readFileSync(at('1.rpk'));
  damaged[damaged.length - 9]! ^= 1;
  writeFileSync(at('damaged.rpk'), damaged);
  expect(await made('--version', '3')).toBe('BUILD_VERSION');
  expect(await made('--feed', 'acme/own')).toBe('USAGE');
  expect(await made('--base', at('damaged.rpk'))).toMatch(/^PACKAGE_/);
  expect(readdirSync(folder).filter((name) => name.startsWith('none'))).toEqual([]);
  expect(readdirSync(at('vendor/exports/own')).sort()).toEqual(['1.json', '2.json', '3.json']);
}, 60_000);

it('is in force at once where it is made, too, with --import', async () => {
  const rows = `sha256,md5,zone,reason\n${OTHER},,red,one\n,no hash,red,two\n`;
  writeFileSync(at('rows.csv'), rows);
  const strict = await pksnCommand(['own-feed', 'import', at('rows.csv'), '--strict', ...local.adminFlags], folder);
  expect(strict.err).toMatch(/OWN_FEED_IMPORT.*line 3/);
  expect(await pksn('own-feed', 'import', at('rows.csv'), ...local.adminFlags)).toMatchObject({
    added: 1,
    rejected: 1,
  });
  expect(readFileSync(at('rows.csv.rejects'), 'utf8')).toMatch(/^3\t.*md5/);
  const flags = ['--vendor', at('vendor'), '--feed', 'cert/site', '--version', '40', '--out', at('site.rpk')];
  expect(await pksn('package', 'export', ...flags, '--import', ...local.adminFlags)).toMatchObject({
    version: 40,
    import: { state: 'active', version: 40 },
  });
}, 60_000);
