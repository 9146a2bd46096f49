import { hash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EndpointClient, fileToConfirm } from '..';
import type { EndpointOptions } from '..';
import { FakePace } from '../fake-pace.fixture';
import { LocalService, json, ownAuthority, refusal } from '../local-service.fixture';
import type { Reply } from '../local-service.fixture';

/** What the service of the fixture reads is JSON; to the client they are bytes. */
const TEXT = JSON.stringify('suspicious '.repeat(20_000));
const SHA256 = hash('sha256', TEXT);
const code = (one: string): object => expect.objectContaining({ code: one }) as object;

let dir: string;
let path: string;
let service: LocalService;
let answer: Reply;
let participation: object;
let heard: IncomingHttpHeaders[];
const open: EndpointClient[] = [];

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'pksn-send-'));
  path = join(dir, 'salaries of bob.docx');
  writeFileSync(path, TEXT);
  service = await LocalService.start();
});
afterAll(async () => {
  await service.stop();
  rmSync(dir, { recursive: true });
});
beforeEach(() => {
  heard = [];
  participation = { requests: true, contributions: true, outdated: false };
  service.asked.splice(0);
  answer = (_request, response) => json(response, { received: TEXT.length, sha256: SHA256 });
  service.reply = (asked) => {
    if (asked.path === '/v1/participation') return (_request, response) => json(response, participation);
    if (asked.path !== '/v1/submissions') return null;
    return (request, response) => {
      heard.push(request.headers);
      answer(request, response, asked);
    };
  };
});
afterEach(() => Promise.all(open.splice(0).map((one) => one.close())));

async function client(options: Partial<EndpointOptions> = {}, origin = service.origin): Promise<EndpointClient> {
  const policy = { requests: { mode: 'free', value: true } } as const;
  const made = await EndpointClient.open({
    service: { origins: [origin], ca: service.ca, policy, provider: 'test' },
    keys: { current: 'KEY-1' },
    folder: null,
    endpointId: 'aa'.repeat(16),
    attempts: 1,
    pace: new FakePace(),
    ...options,
  });
  open.push(made);
  return made;
}

it('sends the bytes that were confirmed, and nothing that tells whose file it is', async () => {
  const file = await fileToConfirm(path);
  expect(file).toEqual({ path, sizeBytes: TEXT.length, sha256: SHA256 });
  await (await client()).submitFile(file);
  expect(service.asked.at(-1)).toMatchObject({
    method: 'POST',
    path: '/v1/submissions',
    body: JSON.parse(TEXT) as string,
  });
  expect(heard).toMatchObject([
    { 'pksn-confirmed': SHA256, 'content-length': String(TEXT.length), 'content-type': 'application/octet-stream' },
  ]);
  expect(JSON.stringify(heard)).not.toMatch(/bob|salaries|docx/);
});

it.each([
  { statement: null, requests: true, contributions: false, outdated: false },
  { statement: { id: 1, language: 'en' }, requests: true, contributions: true, outdated: true },
])('sends nothing before a person has agreed, as far as anybody knows: %j', async (known) => {
  participation = known;
  await expect((await client()).submitFile(await fileToConfirm(path))).rejects.toEqual(code('PARTICIPATION_REQUIRED'));
  expect(heard).toEqual([]);
});

it('sends a part as what it is', async () => {
  const digits = join(dir, 'digits');
  writeFileSync(digits, '123456789');
  const file = await fileToConfirm(digits);
  const endpoint = await client();
  await endpoint.submitFile(file, { offset: 3, bytes: 4 });
  expect(service.asked.at(-1)?.body).toBe(4_567);
  expect(heard).toMatchObject([
    { 'pksn-confirmed': hash('sha256', '4567'), 'pksn-part': `offset=3;total=9;sha256=${file.sha256}` },
  ]);
  for (const part of [
    { offset: 9, bytes: 1 },
    { offset: -1, bytes: 2 },
    { offset: 0, bytes: 0 },
  ])
    await expect(endpoint.submitFile(file, part)).rejects.toEqual(code('USAGE'));
  expect(heard).toHaveLength(1);
});

it('asks nobody where the provider decided, where nobody is known, or where there is no such file', async () => {
  const file = await fileToConfirm(path);
  const off = { mode: 'locked', value: false } as const;
  const policy = { requests: { mode: 'free', value: true }, contributions: off } as const;
  const locked = await client({ service: { origins: [service.origin], ca: service.ca, policy, provider: 'test' } });
  await expect(locked.submitFile(file)).rejects.toEqual(code('SETTINGS_POLICY'));
  const nameless = await EndpointClient.open({
    service: { origins: [service.origin], ca: service.ca, policy: { requests: policy.requests }, provider: 'test' },
    keys: { current: 'KEY-1' },
    folder: null,
  });
  open.push(nameless);
  await expect(nameless.submitFile(file)).rejects.toEqual(code('ENDPOINT_ID_REQUIRED'));
  for (const none of [join(dir, 'none'), dir]) await expect(fileToConfirm(none)).rejects.toEqual(code('USAGE'));
  expect(service.asked).toEqual([]);
});

it('waits as long as it was told', async () => {
  answer = refusal(429, 'SAMPLE_QUOTA', { 'retry-after': '3000' });
  const endpoint = await client();
  const file = await fileToConfirm(path);
  await expect(endpoint.submitFile(file)).rejects.toEqual(
    expect.objectContaining({
      code: 'SAMPLE_QUOTA',
      facts: expect.objectContaining({ retryAfterSeconds: 3_000 }) as object,
    }),
  );
  await expect(endpoint.submitFile(file)).rejects.toEqual(code('SERVICE_UNAVAILABLE'));
  expect(heard).toHaveLength(1);
});

it('hears a refusal that comes before the file has left', async () => {
  const { key, cert, ca } = await ownAuthority();
  const server = createServer({ key, cert }, (request, response) => {
    if (request.url === '/v1/status')
      return json(response, {
        infrastructure: 'private',
        status: 'enabled',
        restrictions: [],
        statement: null,
        cache: {},
      });
    json(response, { code: 'SAMPLE_STORE_FULL', detail: 'full' }, 507);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    const large = join(dir, 'large');
    writeFileSync(large, Buffer.alloc(20_000_000));
    const origin = `https://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const policy = { requests: { mode: 'free', value: true } } as const;
    const endpoint = await client({ service: { origins: [origin], ca, policy, provider: 'test' } });
    await expect(endpoint.submitFile(await fileToConfirm(large))).rejects.toEqual(code('SAMPLE_STORE_FULL'));
  } finally {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});
