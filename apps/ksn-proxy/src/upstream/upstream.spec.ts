import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { Server } from 'node:https';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Fault } from '@pksn/domain';
import { ensureLocalTls, monotonicMs } from '@pksn/runtime';
import type { UpstreamAnswer } from './upstream';
import { Upstream } from './upstream';

describe('a file that goes on as it comes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pksn-upstream-'));
  let service: Server;
  let upstream: Upstream;
  let isRefusing = true;
  let read = 0;
  const links: boolean[] = [];

  beforeAll(async () => {
    const tls = await ensureLocalTls(join(folder, 'tls'), { hosts: [], now: Date.now() });
    service = createServer({ cert: readFileSync(tls.cert), key: readFileSync(tls.key) }, (request, response) => {
      if (!isRefusing) return void request.on('data', (piece: Buffer) => (read += piece.length));
      response.writeHead(401).end('{"code":"LICENSE_KEY_NOT_SUBMITTED"}');
    });
    await new Promise<void>((done) => service.listen(0, '127.0.0.1', done));
    const addresses = [`https://127.0.0.1:${String((service.address() as AddressInfo).port)}`];
    const ca = readFileSync(tls.ca, 'utf8');
    upstream = new Upstream({ addresses, ca, identity: null }, 2_000, monotonicMs);
    upstream.onLink = (isLinked) => links.push(isLinked);
  });
  afterAll(async () => {
    upstream.close();
    service.closeAllConnections();
    await new Promise((done) => service.close(done));
    rmSync(folder, { recursive: true, force: true });
  });

  const send = (body: PassThrough, length: number): Promise<UpstreamAnswer> =>
    upstream.send({ method: 'POST', path: '/', headers: { 'content-length': String(length) }, body, timeoutMs: 300 });

  it('is refused before any of it came', async () => {
    expect(await send(new PassThrough(), 10)).toMatchObject({ status: 401 });
  });

  it('says nothing of the link when its sender falls silent, and all of it when the service does', async () => {
    isRefusing = false;
    const halting = new PassThrough();
    halting.write('half');
    await expect(send(halting, 8)).rejects.toMatchObject({ code: 'UPLOAD_INCOMPLETE' });
    expect([links, read]).toEqual([[true], 4]);
    const whole = new PassThrough();
    whole.end('whole');
    await expect(send(whole, 5)).rejects.toMatchObject({ code: 'SERVICE_UNREACHABLE' });
    expect(links).toEqual([true, false]);
  });
});

describe('an answer that concerns this proxy, not who asked', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pksn-upstream-'));
  const links: boolean[] = [];
  let service: Server;
  let upstream: Upstream;
  let told: readonly [number, string] = [200, '{}'];
  let elapsedMs = 0;

  beforeAll(async () => {
    const tls = await ensureLocalTls(join(folder, 'tls'), { hosts: [], now: Date.now() });
    service = createServer({ cert: readFileSync(tls.cert), key: readFileSync(tls.key) }, (_request, response) => {
      response.writeHead(told[0]).end(told[1]);
    });
    await new Promise<void>((done) => service.listen(0, '127.0.0.1', done));
    const addresses = [`https://127.0.0.1:${String((service.address() as AddressInfo).port)}`];
    upstream = new Upstream({ addresses, ca: readFileSync(tls.ca, 'utf8'), identity: null }, 2_000, () => elapsedMs);
    upstream.onLink = (isLinked) => links.push(isLinked);
  });
  beforeEach(async () => {
    await ask(200, '', 'POST', '/v1/lookup');
    links.length = 0;
  });
  afterAll(async () => {
    upstream.close();
    service.closeAllConnections();
    await new Promise((done) => service.close(done));
    rmSync(folder, { recursive: true, force: true });
  });

  const ask = (status: number, code: string, method = 'GET', path = '/v1/license'): Promise<number | string> => {
    elapsedMs += 60_000;
    told = [status, JSON.stringify({ code })];
    const answer = upstream.send({ method, path, headers: {} });
    return answer.then(
      (one) => one.status,
      (fault: unknown) => (fault as Fault).code,
    );
  };

  it.each([
    [403, 'CLIENT_NOT_ALLOWED', 'the proxy above refuses this one: its allowedClients'],
    [429, 'CLIENT_RATE', 'the proxy above refuses this one: its limits.requestsPerSecond'],
  ])('is a link that is lost: %d %s', async (status, code, words) => {
    expect(await ask(status, code, 'GET', '/v1/files/00')).toBe('SERVICE_UNREACHABLE');
    expect(await ask(status, code, 'GET', '/readyz')).toBe('SERVICE_UNREACHABLE');
    expect([upstream.isLinked, upstream.detail, links]).toEqual([false, expect.stringContaining(words), [false]]);
    expect(await ask(200, '', 'GET', '/readyz')).toBe(200);
    expect([upstream.detail, links]).toEqual([null, [false, true]]);
  });

  it.each([
    ['GET', '/v1/license'],
    ['POST', '/v1/lookup'],
    ['GET', '/v1/changes?cursor=1'],
  ])('finds no query service by %s %s, until one is there', async (method, path) => {
    expect(await ask(404, 'ROUTE_NOT_FOUND', method, path)).toBe('SERVICE_UNREACHABLE');
    expect(upstream.detail).toContain(`no query service (404 ROUTE_NOT_FOUND for ${method}`);
    expect(await ask(200, '', 'GET', '/readyz')).toBe(200);
    expect(await ask(404, 'ROUTE_NOT_FOUND', 'GET', '/v1/proxy/settings')).toBe(404);
    expect([upstream.isLinked, links]).toEqual([false, [false]]);
    expect(await ask(401, 'LICENSE_KEY_MISSING')).toBe(401);
    expect(links).toEqual([false, true]);
  });

  it('is none of these for the asker: it is handed on', async () => {
    for (const [status, code, method, path] of [
      [404, 'ROUTE_NOT_FOUND', 'GET', '/v1/nothing'],
      [404, 'ROUTE_NOT_FOUND', 'PUT', '/v1/license'],
      [403, 'LICENSE_REVOKED', 'GET', '/v1/license'],
      [429, 'LICENSE_RATE', 'POST', '/v1/lookup'],
    ] as const)
      expect(await ask(status, code, method, path)).toBe(status);
    expect(links).toEqual([]);
  });
});
