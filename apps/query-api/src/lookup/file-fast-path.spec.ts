import { once } from 'node:events';
import { connect } from 'node:net';
import type { FastifyInstance } from 'fastify';
import Fastify from 'fastify';
import { generateLicenseKey, licenseKeyHash } from '@pksn/licensing';
import { KeyUse } from '../license/key-use';
import { KnockCounter } from '../license/knock-counter';
import { LicenseGate } from '../license/license-gate';
import { RegistryState } from '../license/registry-state';
import { ANSWER_TYPE } from './answer-text';
import { generationWith, registryRow } from './live-generation.fixture';
import { Lookup } from './lookup';
import { lookupRoutes } from './lookup-routes';

const NOW = 1_000_000;
const KNOWN = 'ab'.repeat(32);
const KEY = generateLicenseKey();
const SLOW_KEY = generateLicenseKey();
const REVOKED_KEY = generateLicenseKey();

interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
  /** Whether Fastify saw the request. */
  readonly routed: boolean;
}

describe('a file lookup ahead of the router', () => {
  let http: FastifyInstance;
  let knocks: KnockCounter;
  let url: string;
  let routed = 0;

  beforeEach(async () => {
    routed = 0;
    const registry = new RegistryState(() => 0);
    const keys = [
      registryRow(licenseKeyHash(KEY)),
      registryRow(licenseKeyHash(SLOW_KEY), { licenseId: 'L-2', requestsPerSecond: 1 }),
      registryRow(licenseKeyHash(REVOKED_KEY), { licenseId: 'L-3', revokedAt: 1 }),
    ];
    const provider = { name: 'P', contacts: ['c'] };
    const mark = { revision: 1, stamp: null };
    await registry.replace({ ...mark, licenses: [], keys, tokens: [], openFeeds: [], provider });
    const reason = 'Ünïcödé "reason"';
    const generations = generationWith([
      { section: 'file-sha256', key: Buffer.from(KNOWN, 'hex'), zone: 'red', owner: 'provider', reason },
    ]);
    knocks = new KnockCounter();
    const clock = { now: () => NOW };
    http = Fastify();
    http.addHook('onRequest', (_request, _reply, done) => {
      routed += 1;
      done();
    });
    const gate = {
      registry,
      generations,
      knocks,
      use: new KeyUse(),
      clock,
      degradedAfterMs: 500,
      registryMaxAgeMs: 1_000,
      requireRequests: null,
    };
    lookupRoutes(http, new Lookup(generations), new LicenseGate(gate), clock);
    url = await http.listen({ port: 0, host: '127.0.0.1' });
  });
  afterEach(() => http.close());

  async function ask(path: string, key: string | null = KEY, method = 'GET'): Promise<Answer> {
    const before = routed;
    const headers: Record<string, string> = key === null ? {} : { authorization: `Bearer ${key}` };
    const answer = await fetch(url + path, { method, headers });
    const text = await answer.text();
    return { status: answer.status, type: answer.headers.get('content-type'), text, routed: routed > before };
  }

  it('answers what the router would have answered, whatever the case of the digits', async () => {
    const fast = await ask(`/v1/files/${KNOWN.toUpperCase()}`);
    const slow = await ask(`/v1/files/${KNOWN}?x=1`);
    expect(fast).toEqual({ status: 200, type: ANSWER_TYPE, text: slow.text, routed: false });
    expect(slow).toMatchObject({ status: 200, type: ANSWER_TYPE, routed: true });
    expect(JSON.parse(fast.text)).toMatchObject({
      zone: 'red',
      source: { reason: 'Ünïcödé "reason"' },
      generation: 12,
    });
    for (const digits of [40, 32])
      expect(await ask(`/v1/files/${'c'.repeat(digits)}`)).toMatchObject({ status: 200, routed: false });
  });

  it.each([
    'http://example.com/a?b=c&d#e',
    'http://user:p@b\u00fccher.example:8080/%2e%2e/x',
    'http://192.0.2.7/',
    'example.com',
    ' http://example.com/\t',
  ])('answers the URL %p as the router would have', async (asked) => {
    const fast = await ask(`/v1/urls?url=${encodeURIComponent(asked)}`);
    const slow = await ask(`/v1/urls?&url=${encodeURIComponent(asked)}`);
    expect(slow).toMatchObject({ status: 200, routed: true });
    expect(fast).toEqual({ ...slow, routed: false });
    expect(JSON.parse(fast.text)).toMatchObject({ object: { type: 'url', url: asked }, zone: 'grey' });
  });

  it.each([
    ['/v1/urls?url=', 'nothing'],
    ['/v1/urls?url=http%3A%2F%2F', 'no host'],
    ['/v1/urls?url=%zz', 'no escape'],
    ['/v1/urls?url=%ff', 'no UTF-8'],
    ['/v1/urls?url=a&url=b', 'two'],
    ['/v1/urls?url=a&x=1', 'more'],
    ['/v1/urls?url=a+b.example', 'a plus sign'],
    ['/v1/urls?url=a=b.example', 'an equals sign'],
  ])('leaves %p (%s) to the router', async (path) => {
    expect(await ask(path)).toMatchObject({ routed: true });
  });

  it.each([
    `/v1/files/${'a'.repeat(63)}`,
    `/v1/files/${'g'.repeat(64)}`,
    `/v1/files/${KNOWN}/`,
    `/v1/files/${'%61'.repeat(1)}${'a'.repeat(63)}`,
    `/v1/files/${'%C4%B0'.repeat(10)}${'a'.repeat(4)}`,
    '/v1/files/',
    '/v1/filesx',
    '/V1/files/',
  ])('leaves %s to the router', async (path) => {
    expect(await ask(path)).toMatchObject({ routed: true });
  });

  it('leaves other methods to the router', async () => {
    expect(await ask(`/v1/files/${KNOWN}`, KEY, 'POST')).toMatchObject({ status: 404, routed: true });
    expect(await ask(`/v1/files/${KNOWN}`, KEY, 'HEAD')).toMatchObject({ status: 200, text: '', routed: true });
  });

  it('leaves every refusal to the router, and counts a knock once', async () => {
    expect(await ask(`/v1/files/${KNOWN}`, null)).toMatchObject({ routed: true });
    expect((await ask(`/v1/files/${KNOWN}`, REVOKED_KEY)).text).toContain('LICENSE_REVOKED');
    expect((await ask(`/v1/files/${KNOWN}`, generateLicenseKey())).text).toContain('LICENSE_KEY_NOT_SUBMITTED');
    expect(knocks.take()).toMatchObject([{ knocks: 1 }]);
  });

  it('answers pipelined requests in their order, also those of the router in between', async () => {
    const paths = [`/v1/files/${KNOWN}`, '/v1/domains/a.example', `/v1/files/${'c'.repeat(40)}`, '/v1/nothing'];
    const got = await pipelined(paths.map((path) => ({ path, key: KEY })));
    expect(got.map((one) => (JSON.parse(one) as { object?: object }).object)).toMatchObject([
      { type: 'file', sha256: KNOWN },
      { type: 'domain' },
      { type: 'file', sha1: 'c'.repeat(40) },
      undefined as never,
    ]);
  });

  it('judges each pipelined request by its own key', async () => {
    const path = `/v1/files/${KNOWN}`;
    const got = await pipelined([KEY, REVOKED_KEY, KEY].map((key) => ({ path, key })));
    expect(got.map((one) => /"code":"(\w+)"/.exec(one)?.[1] ?? 'answered')).toEqual([
      'answered',
      expect.stringContaining('LICENSE_REVOKED'),
      'answered',
    ]);
  });

  it('goes on when a client has hung up before its answer is sent', async () => {
    const gone = connect(Number(new URL(url).port), '127.0.0.1');
    await once(gone, 'connect');
    gone.end(`GET /v1/files/${KNOWN} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${KEY}\r\n\r\n`);
    gone.destroy();
    expect(await ask(`/v1/files/${KNOWN}`)).toMatchObject({ status: 200, routed: false });
  });

  /** Sends all at once on one connection; the bodies as they come. */
  async function pipelined(requests: readonly { path: string; key: string }[]): Promise<string[]> {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const text = requests.map(({ path, key }, i) => {
      const last = i === requests.length - 1 ? 'connection: close\r\n' : '';
      return `GET ${path} HTTP/1.1\r\nhost: x\r\n${last}authorization: Bearer ${key}\r\n\r\n`;
    });
    socket.write(text.join(''));
    let received = '';
    for await (const bytes of socket) received += (bytes as Buffer).toString('latin1');
    return received
      .split(/HTTP\/1\.1 \d+ /)
      .slice(1)
      .map((one) => one.slice(one.indexOf('\r\n\r\n') + 4));
  }

  it('takes one request from the rate of a license, not two', async () => {
    expect(await ask(`/v1/files/${KNOWN}`, SLOW_KEY)).toMatchObject({ status: 200, routed: false });
    const over = await ask(`/v1/files/${KNOWN}`, SLOW_KEY);
    expect(over.text).toContain('LICENSE_RATE');
  });
});
