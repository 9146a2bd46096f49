import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WireObject } from '@pksn/contract';
import type { FaultCode } from '@pksn/domain';
import { expressionKey } from '@pksn/web-address';
import { EndpointClient } from '.';
import type { EndpointAnswer, EndpointOptions } from '.';
import { FakePace, turn, until } from './fake-pace.fixture';
import type { Reply } from './local-service.fixture';
import { LocalService, refusal, sha256 } from './local-service.fixture';

const fault = (code: FaultCode): Error => expect.objectContaining({ name: 'Fault', code }) as Error;
const RED = { file: sha256(0xbad) };
const UNKNOWN = { file: sha256(1) };
const hangUp: Reply = (request) => void request.socket.destroy();

let service: LocalService;
let pace: FakePace;
let folder: string;
const open: EndpointClient[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pksn-kept-'));
  pace = new FakePace();
  service = await LocalService.start();
  service.zones.set(RED.file, 'red').set('192.0.2.77', 'red').set('http://bad.example/a', 'red');
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()));
  await service.stop();
  await rm(folder, { recursive: true, force: true });
});

async function client(options: Partial<EndpointOptions> = {}): Promise<EndpointClient> {
  const policy = { requests: { mode: 'free', value: true } } as const;
  const address = { origins: [service.origin], ca: service.ca, policy, provider: 'test' };
  const made = await EndpointClient.open({
    service: address,
    keys: { current: 'K' },
    folder,
    windowMs: 0,
    pace,
    ...options,
  });
  open.push(made);
  return made;
}

/** A client that hears of changes. */
async function listening(options: Partial<EndpointOptions> = {}): Promise<EndpointClient> {
  const made = await client(options);
  await until(() => service.listeners === 1);
  return made;
}

/** Asks until the answer is from there. */
async function from(
  endpoint: EndpointClient,
  object: WireObject,
  where: EndpointAnswer['from'],
): Promise<EndpointAnswer> {
  for (let i = 0; i < 500; i++) {
    const answer = await endpoint.lookup(object);
    if (answer.from === where) return answer;
    await turn();
  }
  throw new Error(`never from ${where}`);
}

const told = (endpoint: EndpointClient): Promise<{ reset: boolean; dropped: number }> =>
  new Promise((done) => endpoint.events.once('changes', done));

describe('answers that are kept', () => {
  it('are given without asking, with their age, until their lifetime ends; what is unknown sooner', async () => {
    const endpoint = await listening();
    await from(endpoint, RED, 'cache');
    await from(endpoint, UNKNOWN, 'cache');
    const asked = service.lookups.length;
    await pace.advance(30_000);
    expect(await endpoint.lookup(RED)).toMatchObject({
      zone: 'red',
      from: 'cache',
      ageMs: 30_000,
      network: 'private',
      key: null,
    });
    expect(service.lookups).toHaveLength(asked);
    await pace.advance(600_000);
    service.beat();
    await from(endpoint, RED, 'cache');
    expect((await endpoint.lookup(UNKNOWN)).from).toBe('service');
    await pace.advance(3_600_000);
    service.beat();
    expect((await endpoint.lookup(RED)).from).toBe('service');
  });

  it('leave as soon as a change is told, by whatever name, and of networks and URLs, too', async () => {
    const endpoint = await listening();
    const url = { url: 'http://bad.example/a' };
    const ip = { ip: '192.0.2.77' };
    for (const object of [RED, UNKNOWN, url, ip]) await from(endpoint, object, 'cache');
    service.zones.set(UNKNOWN.file, 'green');
    service.generation = 2;
    const some = told(endpoint);
    service.tell([
      { section: 'file-md5', key: 'ab'.repeat(16), siblings: { sha256: UNKNOWN.file } },
      { section: 'ip4', key: 'c000020018000000', siblings: {} },
      { section: 'ip4', key: 'c000030018000000', siblings: {} },
      { license: { revision: 4 } },
    ]);
    expect(await some).toEqual({ reset: false, dropped: 2 });
    expect(await endpoint.lookup(UNKNOWN)).toMatchObject({ zone: 'green', from: 'service' });
    expect((await endpoint.lookup(ip)).from).toBe('service');
    expect([(await endpoint.lookup(RED)).from, (await endpoint.lookup(url)).from]).toEqual(['cache', 'cache']);
    const host = told(endpoint);
    service.tell([{ section: 'web', key: expressionKey('bad.example/').toString('hex'), siblings: {} }]);
    expect(await host).toEqual({ reset: false, dropped: 1 });
    expect((await endpoint.lookup(url)).from).toBe('service');
  });

  it('are not taken from a process that is behind the changes', async () => {
    const endpoint = await listening();
    await from(endpoint, UNKNOWN, 'cache');
    service.generation = 5;
    const page = told(endpoint);
    service.tell([{ section: 'file-sha256', key: UNKNOWN.file, siblings: {} }]);
    await page;
    service.generation = 4;
    await endpoint.lookup(RED);
    await endpoint.lookup(UNKNOWN);
    expect((await endpoint.lookup(RED)).from).toBe('service');
    service.generation = 5;
    await from(endpoint, RED, 'cache');
  });

  it('leave all at once by a reset, and when the service comes back from a backup', async () => {
    const endpoint = await listening();
    await from(endpoint, RED, 'cache');
    const reset = told(endpoint);
    service.tell([], { reset: true });
    expect(await reset).toMatchObject({ reset: true });
    expect((await endpoint.lookup(RED)).from).toBe('service');
    await from(endpoint, RED, 'cache');
    service.epoch = 'e2';
    await endpoint.lookup(UNKNOWN);
    expect((await endpoint.lookup(RED)).from).toBe('service');
    expect((await from(endpoint, RED, 'cache')).database?.epoch).toBe('e2');
  });

  it('are there after a restart, but for what changed meanwhile', async () => {
    const endpoint = await listening();
    await from(endpoint, RED, 'cache');
    await from(endpoint, UNKNOWN, 'cache');
    await endpoint.close();
    service.tell([{ section: 'file-sha256', key: UNKNOWN.file, siblings: {} }]);
    await until(() => service.listeners === 0);
    const again = await listening();
    const asked = service.lookups.length;
    expect((await again.lookup(RED)).from).toBe('cache');
    expect(service.lookups).toHaveLength(asked);
    expect((await again.lookup(UNKNOWN)).from).toBe('service');
  });

  it('stay within their bytes, the newest for longest', async () => {
    const endpoint = await listening({ cacheBytes: 20_000 });
    for (let n = 0; n < 60; n++) await endpoint.lookup({ file: sha256(n) });
    await from(endpoint, { file: sha256(59) }, 'cache');
    expect((await endpoint.lookup({ file: sha256(0) })).from).toBe('service');
  });

  it('are asked for again and again where no stream is to be had', async () => {
    service.reply = ({ path }) =>
      path === '/v1/changes' && service.asked.length > 2
        ? refusal(503, 'CHANGE_STREAMS_FULL', { 'retry-after': '10' })
        : null;
    const endpoint = await client({ pollMs: 7_777 });
    await from(endpoint, RED, 'cache');
    service.tell([{ section: 'file-sha256', key: RED.file, siblings: {} }]);
    const page = told(endpoint);
    await pace.pass((ms) => ms === 7_777);
    expect(await page).toEqual({ reset: false, dropped: 1 });
  });

  it('are not believed while a stream is cut, and caught up with behind it', async () => {
    const endpoint = await listening();
    await from(endpoint, RED, 'cache');
    service.cutStreams();
    await until(() => service.listeners === 0);
    await from(endpoint, RED, 'service');
    await pace.pass((ms) => ms < 10_000);
    await from(endpoint, RED, 'cache');
  });

  it('can be lost: a damaged store is begun anew, and a second process goes without', async () => {
    const endpoint = await listening();
    await from(endpoint, RED, 'cache');
    const without = await client();
    const detail = await new Promise((done) => without.events.once('cache-lost', (lost) => done(lost.detail)));
    expect(detail).toBe('LEVEL_LOCKED');
    expect((await without.lookup(RED)).zone).toBe('red');
    await endpoint.close();
    const [shelf = ''] = await readdir(folder);
    await writeFile(join(folder, shelf, 'CURRENT'), 'nonsense');
    const anew = await listening();
    await from(anew, RED, 'cache');
  });
});

describe('without the service', () => {
  it('kept answers say how old they are; beyond the limit it is grey from nowhere, or the fault', async () => {
    const endpoint = await listening({ attempts: 1, offline: { maxAgeMs: 86_400_000, beyond: 'grey' } });
    await from(endpoint, RED, 'cache');
    service.reply = () => hangUp;
    service.cutStreams();
    await pace.advance(7_200_000);
    expect(await endpoint.lookup(RED)).toMatchObject({
      zone: 'red',
      from: 'offline',
      ageMs: 7_200_000,
      network: 'private',
    });
    const nowhere = { zone: 'grey', from: 'nowhere', network: null, object: { type: 'file', sha256: UNKNOWN.file } };
    expect(await endpoint.lookupMany([RED, UNKNOWN])).toMatchObject([{ from: 'offline' }, nowhere]);
    await pace.advance(86_400_000);
    expect(await endpoint.lookup(RED)).toMatchObject({ zone: 'grey', from: 'nowhere', database: null });
    await endpoint.close();
    const strict = await client({ attempts: 1, offline: { maxAgeMs: 86_400_000, beyond: 'error' } });
    await expect(strict.lookup(RED)).rejects.toEqual(fault('SERVICE_UNREACHABLE'));
    await strict.close();
    const some = await client({ attempts: 1, offline: { maxAgeMs: 7 * 86_400_000, beyond: 'error' } });
    expect(await some.lookupMany([UNKNOWN, RED])).toMatchObject([
      { error: { code: 'SERVICE_UNREACHABLE' } },
      { zone: 'red', from: 'offline' },
    ]);
    await expect(some.lookupMany([UNKNOWN])).rejects.toEqual(fault('SERVICE_UNREACHABLE'));
  });
});

describe('behind a proxy that cannot ask the service', () => {
  it('answers are as old as it says, one or many, and are not kept', async () => {
    const endpoint = await listening();
    service.age = 90;
    const old = { zone: 'red', from: 'offline', ageMs: 90_000 };
    expect([await endpoint.lookup(RED), await endpoint.lookup(RED)]).toMatchObject([old, old]);
    expect(await endpoint.lookupMany([RED, UNKNOWN])).toMatchObject([old, { ...old, zone: 'grey' }]);
    service.age = null;
    await from(endpoint, RED, 'service');
    await from(endpoint, RED, 'cache');
  });
});

describe('a switch of the network', () => {
  const switches = (endpoint: EndpointClient): unknown[] => {
    const seen: unknown[] = [];
    endpoint.events.on('network-switch', ({ from: before, to, needsAcceptance }) =>
      seen.push([before, to, needsAcceptance]),
    );
    return seen;
  };

  it('to global is told, and nothing but status is asked until the statement was accepted; back is at once', async () => {
    const endpoint = await listening({ switched: 'cache' });
    const seen = switches(endpoint);
    await from(endpoint, RED, 'cache');
    await expect(endpoint.acceptNetwork({ id: 1, language: 'en' })).rejects.toEqual(fault('ENDPOINT_STATEMENT'));
    service.infrastructure = 'global';
    // The first answer tells, and is not given.
    expect(await endpoint.lookup(UNKNOWN)).toMatchObject({ from: 'nowhere', network: null });
    expect(endpoint.awaitsAcceptance).toBe('global');
    service.asked.splice(0);
    expect(await endpoint.lookup(RED)).toMatchObject({ zone: 'red', from: 'offline', network: 'private' });
    await endpoint.askStatus();
    expect(new Set(service.asked.map(({ path }) => path))).toEqual(new Set(['/v1/status']));
    await endpoint.acceptNetwork({ id: 1, language: 'en' });
    expect(await endpoint.lookup(UNKNOWN)).toMatchObject({ from: 'service', network: 'global' });
    expect(endpoint.network).toMatchObject({ network: 'global', statement: { id: 1, language: 'en' } });
    await endpoint.close();

    const again = await client();
    const later = switches(again);
    expect((await again.lookup(UNKNOWN)).network).toBe('global');
    service.infrastructure = 'private';
    service.epoch = 'e2';
    expect((await again.lookup({ file: sha256(7) })).network).toBe('private');
    expect(again.network).toEqual({ network: 'private', statement: null, acceptedAt: null });
    await turn();
    expect([seen, later]).toEqual([[['private', 'global', true]], [['global', 'private', false]]]);
    service.infrastructure = 'global';
    await expect(again.lookup({ file: sha256(8) })).rejects.toEqual(fault('ENDPOINT_NETWORK_CHANGED'));
  });

  it('is noticed before anything is asked, also by the stream, and goes away by itself', async () => {
    service.infrastructure = 'global';
    const endpoint = await client();
    await expect(endpoint.lookup(RED)).rejects.toEqual(fault('ENDPOINT_NETWORK_CHANGED'));
    await expect(endpoint.lookupMany([RED])).rejects.toEqual(fault('ENDPOINT_NETWORK_CHANGED'));
    expect(service.lookups).toEqual([]);
    service.infrastructure = 'private';
    expect((await endpoint.askStatus()).infrastructure).toBe('private');
    expect((await endpoint.lookup(RED)).network).toBe('private');
  });
});
