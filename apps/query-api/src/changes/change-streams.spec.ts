import { createServer, get } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Fault } from '@pksn/domain';
import type { RegistryEntry } from '@pksn/licensing';
import type { CurrentGeneration } from '../generation/current-generation';
import type { Grant } from '../license/license-gate';
import { generationWith } from '../lookup/live-generation.fixture';
import { ChangeStreams } from './change-streams';
import type { StreamLimits } from './change-streams';

const MIB = 1024 * 1024;
const LIMITS: StreamLimits = { ofProcess: 3, ofKey: 2, patienceMs: 50, unsentBytes: 64 * MIB };
const grantOf = (fingerprint: string): Grant => ({
  entry: { fingerprint } as RegistryEntry,
  until: Infinity,
  version: 1,
  credential: { kind: 'key', text: 'k' },
  purpose: 'data',
});

let server: Server;
let streams: ChangeStreams;
let generations: CurrentGeneration;
let padding: string;
let refusal: Fault | null;
let failure: Error | null;
let pagesMade: number;
let goesOn: boolean;
let begin: (limits: StreamLimits) => void;
let logged: unknown[];

beforeEach(async () => {
  [generations, padding, refusal, failure, pagesMade, goesOn] = [generationWith([]), '', null, null, 0, false];
  logged = [];
  const log = { error: (...facts: unknown[]): unknown => logged.push(facts) } as never;
  const license = {
    renewed: (grant: Grant): Grant => {
      if (refusal !== null) throw refusal;
      return grant;
    },
  };
  const pages = {
    page: (_entry: RegistryEntry, cursor: string | null) => {
      if (failure !== null) return Promise.reject(failure);
      pagesMade += 1;
      const next = cursor === null ? 'c0' : `c${Number(cursor.slice(1)) + 1}`;
      return Promise.resolve({ text: Buffer.from(`{"at":"${next}${padding}"}`), cursor: next, more: goesOn });
    },
  };
  begin = (limits) => {
    streams = new ChangeStreams({ generations, license, pages, clock: { now: () => 0 }, log }, limits);
  };
  begin(LIMITS);
  server = createServer((request, response) => {
    const grant = grantOf(request.url ?? '');
    try {
      streams.requireRoom(grant);
      streams.open(response, grant, null);
    } catch (error) {
      const { code, facts, status } = error as Fault;
      response.writeHead(status).end(JSON.stringify({ code, ...facts }));
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterEach(async () => {
  streams.stop();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

const open = (path: string): Promise<IncomingMessage> =>
  new Promise((done, fail) => {
    const { port } = server.address() as AddressInfo;
    get({ host: '127.0.0.1', port, path, agent: false }, done).on('error', fail);
  });

/** Reads until the text has come, or the stream ends. */
function read(response: IncomingMessage, until: string): Promise<string> {
  return new Promise((done) => {
    let text = '';
    response.on('data', (part: Buffer) => {
      text += part.toString();
      if (text.includes(until)) done(text);
    });
    response.on('error', () => done(text));
    response.on('close', () => done(text));
  });
}
const soon = async (right: () => boolean): Promise<void> => {
  while (!right()) await new Promise((done) => setTimeout(done, 5));
};
const switched = (): void => generations.switchTo(generations.current());

it('tells at once where the asker stands, and of every switch', async () => {
  const response = await open('/a');
  const text = read(response, 'c1');
  await soon(() => pagesMade === 1);
  switched();
  expect(await text).toMatch(/^retry: \d+\n\nid: c0\nevent: changes\ndata: {"at":"c0"}\n\nid: c1\n/);
});

it('refuses more streams than a key or the process may have, and takes new ones when others are gone', async () => {
  const first = await open('/a');
  await open('/a');
  const body = async (path: string): Promise<unknown> => JSON.parse(await read(await open(path), '}')) as unknown;
  expect(await body('/a')).toEqual({ code: 'CHANGE_STREAMS_OF_KEY', retryAfterSeconds: 60 });
  await open('/b');
  expect(await body('/c')).toEqual({ code: 'CHANGE_STREAMS_FULL', retryAfterSeconds: 10 });
  expect(new Fault('CHANGE_STREAMS_OF_KEY', '').status).toBe(429);
  expect(new Fault('CHANGE_STREAMS_FULL', '').status).toBe(503);
  first.destroy();
  await soon(() => streams.size === 2);
  expect(await read(await open('/a'), 'c0')).toContain('id: c0');
});

it('cuts off a reader that does not read, and makes no more pages than one for it', async () => {
  [padding, goesOn] = ['x'.repeat(16 * 1024 * 1024), true];
  const response = await open('/a');
  response.pause();
  await soon(() => streams.size === 0);
  expect(pagesMade).toBe(1);
});

it('cuts off the slowest readers at once when all of them together have too much before them', async () => {
  streams.stop();
  begin({ ...LIMITS, patienceMs: 3_600_000, unsentBytes: 24 * MIB });
  padding = 'x'.repeat(16 * MIB);
  const first = await open('/a');
  first.pause();
  await soon(() => pagesMade === 1);
  const second = await open('/b');
  second.pause();
  await soon(() => streams.size === 1);
  const closed = new Promise((done) => first.on('close', done).on('error', done));
  first.resume();
  await closed;
  expect(second.destroyed).toBe(false);
});

it('ends with the reason when the key is refused', async () => {
  const response = await open('/a');
  const text = read(response, 'event: end');
  await soon(() => pagesMade === 1);
  refusal = new Fault('LICENSE_REVOKED', 'revoked');
  switched();
  expect(await text).toContain('"code":"LICENSE_REVOKED"');
  await soon(() => streams.size === 0);
});

it('waits while the database is away, and goes on when it is back', async () => {
  failure = new Fault('SERVICE_UNAVAILABLE', 'away');
  const response = await open('/a');
  const text = read(response, 'c0');
  await soon(() => streams.size === 1);
  failure = null;
  expect(await text).toContain('id: c0');
});

it('says of a defect no more than that there was one', async () => {
  failure = new Error('SELECT secrets');
  const text = await read(await open('/a'), 'never');
  expect(text).toContain('"code":"INTERNAL"');
  expect(text).not.toContain('SELECT');
  expect(logged).toHaveLength(1);
});

it('ends all streams when the process stops', async () => {
  const response = await open('/a');
  const text = read(response, 'event: end');
  await soon(() => pagesMade === 1);
  streams.stop();
  expect(await text).toContain('"code":"SERVICE_UNAVAILABLE"');
});
