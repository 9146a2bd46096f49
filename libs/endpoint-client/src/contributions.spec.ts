import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readReport } from '@pksn/contract';
import type { EndpointReport } from '@pksn/contract';
import { EndpointClient, EndpointIdentity, fileToConfirm, webKey } from '.';
import type { EndpointOptions } from '.';
import { FakePace, until } from './fake-pace.fixture';
import type { Reply } from './local-service.fixture';
import { json, LocalService, refusal, sha256 } from './local-service.fixture';

const HOUR_MS = 3_600_000;
const STATEMENT = { id: 1, language: 'en' };
let service: LocalService;
let pace: FakePace;
const open: EndpointClient[] = [];
let contributes: boolean;
let statistics: Reply;

beforeAll(async () => void (service = await LocalService.start()));
afterAll(() => service.stop());
beforeEach(() => {
  pace = new FakePace();
  contributes = true;
  statistics = (_request, response) => json(response, { hours: 1 });
  service.asked.splice(0);
  service.infrastructure = 'private';
  service.reply = ({ path }) => {
    if (path === '/v1/statistics') return statistics;
    if (path === '/v1/submissions') return (_request, response) => json(response, { queued: true }, 202);
    if (path !== '/v1/participation') return null;
    return (_request, response) => json(response, { contributions: contributes, outdated: false });
  };
});
afterEach(() => Promise.all(open.splice(0).map((one) => one.close())));

async function client(options: Partial<EndpointOptions> = {}): Promise<EndpointClient> {
  const policy = { requests: { mode: 'free', value: true } } as const;
  const address = { origins: [service.origin], ca: service.ca, policy, provider: 'test' };
  const made = await EndpointClient.open({
    service: address,
    keys: { current: 'KEY-1' },
    folder: null,
    endpointId: 'aa'.repeat(16),
    contributions: { applicationVersion: '12.4' },
    attempts: 1,
    pace,
    ...options,
  });
  open.push(made);
  return made;
}

const sent = (): unknown[] => service.asked.filter(({ path }) => path === '/v1/statistics').map(({ body }) => body);
const asked = (): string[] => service.asked.map(({ method, path }) => `${method} ${path}`);
const untilNextHour = (ms: number): boolean => ms > 300_000 && ms <= HOUR_MS + 600_000;
const nextHour = async (): Promise<void> => void (await pace.pass(untilNextHour));

it('sends each hour what was counted in the hours before, and nothing of it twice', async () => {
  const endpoint = await client();
  endpoint.contribute({ counter: 'lookups' });
  endpoint.contribute({ counter: 'lookups', count: 4 });
  endpoint.contribute({ detected: { file: sha256(1).toUpperCase() }, zone: 'red', threat: 'Trojan.Win32.Agent' });
  endpoint.contribute({ detected: { web: webKey('bad.example/') }, zone: 'red', threat: 'bad on /home/bob' });
  expect(sent()).toEqual([]);
  await nextHour();
  await until(() => sent().length === 1);
  const hour = '2026-11-22T00:00:00.000Z';
  expect(sent()).toEqual([
    {
      applicationVersion: '12.4',
      counters: [{ name: 'lookups', hour, count: 5 }],
      detections: [
        { object: { file: sha256(1) }, zone: 'red', threat: 'Trojan.Win32.Agent', count: 1, hour },
        { object: { web: webKey('bad.example/') }, zone: 'red', threat: null, count: 1, hour },
      ],
    },
  ]);
  expect(() => readReport(sent()[0], pace.now())).not.toThrow();
  endpoint.contribute({ counter: 'false-alarms' });
  await nextHour();
  await until(() => sent().length === 2);
  expect(sent()[1]).toMatchObject({ counters: [{ name: 'false-alarms', hour: '2026-11-22T01:00:00.000Z' }] });
});

it('sends nothing where nobody agreed, and forgets it', async () => {
  contributes = false;
  const endpoint = await client();
  endpoint.contribute({ counter: 'lookups' });
  await nextHour();
  await until(() => asked().includes('GET /v1/participation'));
  contributes = true;
  await nextHour();
  endpoint.contribute({ counter: 'objects-checked' });
  await nextHour();
  await until(() => sent().length > 0);
  expect(sent()).toMatchObject([{ counters: [{ name: 'objects-checked' }] }]);
});

it('keeps what did not come through, and drops what never will', async () => {
  const endpoint = await client();
  statistics = refusal(429, 'STATISTICS_RATE', { 'retry-after': '3000' });
  endpoint.contribute({ counter: 'lookups' });
  await nextHour();
  await until(() => sent().length === 1);
  await pace.sleeping(untilNextHour);
  // It alone has to wait.
  await endpoint.lookupMany([{ file: sha256(1) }, { file: sha256(2) }]);
  expect(asked()).toContain('POST /v1/lookup');
  await endpoint.submitFile(await fileToConfirm('package.json'));
  expect(asked()).toContain('POST /v1/submissions');
  statistics = refusal(400, 'STATISTICS_PERSONAL');
  await nextHour();
  await until(() => sent().length === 2);
  expect(sent()[1]).toEqual(sent()[0]);
  statistics = (_request, response) => json(response, { hours: 1 });
  endpoint.contribute({ counter: 'lookups', count: 9 });
  await nextHour();
  await until(() => sent().length === 3);
  expect(sent()[2]).toMatchObject({ counters: [{ count: 9 }] });
});

it('hands over to a proxy what the service cannot be asked about, where the person agreed here', async () => {
  const endpoint = await client();
  const known = service.reply;
  let isAway = false;
  const away = refusal(503, 'SERVICE_UNAVAILABLE');
  service.reply = (one) => (isAway && one.path === '/v1/participation' ? away : known?.(one)) ?? null;
  statistics = (_request, response) => json(response, { queued: true }, 202);
  isAway = true;
  endpoint.contribute({ counter: 'lookups', count: 3 });
  await nextHour();
  await pace.sleeping(untilNextHour);
  expect(sent()).toEqual([]);
  isAway = false;
  await endpoint.participate({ statement: STATEMENT });
  isAway = true;
  await nextHour();
  await until(() => sent().length === 1);
  expect(sent()).toMatchObject([{ counters: [{ count: 3 }] }]);
  endpoint.contribute({ counter: 'lookups', count: 4 });
  await nextHour();
  await until(() => sent().length === 2);
  expect(sent()[1]).toMatchObject({ counters: [{ count: 4 }] });
  await expect(endpoint.submitFile(await fileToConfirm('package.json'))).resolves.toBeUndefined();
});

it('never throws into the application, and stays within its memory and the schema', async () => {
  const endpoint = await client();
  const anything = endpoint as unknown as { contribute(one: unknown): void };
  for (const one of [
    { counter: 'bob' },
    { counter: 'lookups', count: -1 },
    { detected: null, zone: 'red' },
    { detected: { file: '/home/bob/x' }, zone: 'red' },
    { detected: { file: sha256(1), web: sha256(2) }, zone: 'red' },
    { detected: { file: sha256(1) }, zone: 'bob' },
  ])
    expect(() => anything.contribute(one)).not.toThrow();
  for (let hour = 0; hour < 30; hour++) {
    pace.time += HOUR_MS;
    for (let i = 0; i < 70; i++) endpoint.contribute({ detected: { file: sha256(i) }, zone: 'red', count: 900_000 });
    endpoint.contribute({ detected: { file: sha256(0) }, zone: 'red', count: 900_000 });
  }
  await pace.advance(2 * HOUR_MS);
  await until(() => sent().length === 6);
  const hours = sent().flatMap((one) => readReport(one, pace.now()).hours);
  expect(hours.map(({ detections }) => detections.length)).toEqual(Array.from({ length: 24 }, () => 64));
  expect(hours[0]?.detections[0]).toMatchObject({ count: 1_000_000 });
});

it('collects only where the provider, the endpoint and the application let it', async () => {
  await expect(client({ contributions: { applicationVersion: '12.4.0.1234' } })).rejects.toMatchObject({
    code: 'USAGE',
  });
  const locked = { mode: 'locked', value: false } as const;
  const policy = { requests: { mode: 'free', value: true }, contributions: locked } as const;
  const off = await client({ service: { origins: [service.origin], ca: service.ca, policy, provider: 'test' } });
  await expect(off.setContributions(true, STATEMENT)).rejects.toMatchObject({ code: 'SETTINGS_POLICY' });
  off.contribute({ counter: 'lookups' });
  const silent = await client({ contributions: undefined } as unknown as Partial<EndpointOptions>);
  silent.contribute({ counter: 'lookups' });
  await pace.advance(2 * HOUR_MS);
  expect(asked()).toEqual([]);
  const endpoint = await client();
  await endpoint.setContributions(true, STATEMENT);
  const put = service.asked.find(({ method }) => method === 'PUT');
  expect(put?.body).toEqual({ statement: 1, language: 'en', accepted: true, requests: true, contributions: true });
});

it('does not contribute because a network was accepted', async () => {
  const { reply } = service;
  service.infrastructure = 'global';
  const status = {
    infrastructure: 'global',
    status: 'enabled',
    restrictions: [],
    statement: { id: 1, languages: ['en'] },
  };
  service.reply = (one) => (one.path === '/v1/status' ? (_, response) => json(response, status) : reply?.(one)) ?? null;
  const endpoint = await client();
  await endpoint.askStatus();
  await endpoint.acceptNetwork(STATEMENT);
  const put = service.asked.find(({ method }) => method === 'PUT');
  expect(put?.body).toMatchObject({ accepted: true, requests: true, contributions: false });
});

describe('programs that end soon', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'pksn-journal-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const run = async (work: (endpoint: EndpointClient) => unknown): Promise<void> => {
    const contributions = { applicationVersion: '0.1', sent: 'when closed' } as const;
    const endpoint = await client({ folder, contributions, cacheBytes: 0 });
    await work(endpoint);
    await endpoint.close();
  };
  const agree = (endpoint: EndpointClient): Promise<void> => endpoint.setContributions(true, STATEMENT);
  const count = (endpoint: EndpointClient): void => endpoint.contribute({ counter: 'objects-checked', count: 2 });
  const counts = (): unknown[] => sent().map((body) => (body as EndpointReport).counters.map((one) => one.count));
  const kept = (): string[] => readdirSync(folder).filter((name) => name === 'contributions.json');

  it('add up what they count in an hour, and each sends the sum', async () => {
    await run(agree);
    await run(count);
    await run(count);
    expect(counts()).toEqual([[2], [4]]);
    for (const body of sent()) expect(() => readReport(body, pace.now())).not.toThrow();
    // One that counts nothing asks nothing.
    service.asked.splice(0);
    await run(() => undefined);
    expect(asked()).toEqual([]);
  });

  it('keep what does not come through for the next one', async () => {
    await run(agree);
    statistics = refusal(503, 'SERVICE_UNAVAILABLE');
    await run(count);
    statistics = (_request, response) => json(response, { hours: 1 });
    service.asked.splice(0);
    await run(count);
    expect(counts()).toEqual([[4]]);
  });

  it('write and send nothing where nobody agreed, and drop what is kept when a person stops', async () => {
    await run(count);
    expect([asked(), kept()]).toEqual([[], []]);
    await run(agree);
    await run(count);
    expect(kept()).toHaveLength(1);
    await run(async (endpoint) => {
      count(endpoint);
      await endpoint.participate({ statement: null });
    });
    expect(kept()).toEqual([]);
    contributes = false;
    await run(agree);
    service.asked.splice(0);
    await run(count);
    expect([sent(), kept()]).toEqual([[], []]);
  });

  it('begin anew on what is damaged, and under another id', async () => {
    await run(agree);
    await run(count);
    writeFileSync(join(folder, 'contributions.json'), '{"format":1,"hours":[{"report":7}]}');
    await run(count);
    expect(counts()).toEqual([[2], [2]]);
    await new EndpointIdentity(folder).forget();
    expect(kept()).toEqual([]);
  });
});

it('leaves out of a full hour what is unknown rather than what is found', async () => {
  const endpoint = await client();
  for (let i = 0; i < 70; i++) endpoint.contribute({ detected: { file: sha256(i) }, zone: 'grey' });
  endpoint.contribute({ detected: { file: sha256(100) }, zone: 'red' });
  endpoint.contribute({ detected: { file: sha256(101) }, zone: 'grey' });
  await nextHour();
  await until(() => sent().length === 1);
  const { detections = [] } = sent()[0] as EndpointReport;
  expect(detections).toHaveLength(64);
  expect(detections.filter(({ zone }) => zone === 'red')).toHaveLength(1);
});
