import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { generateLicenseKey } from '@pksn/licensing';
import type { LocalTlsPaths } from '@pksn/runtime';
import { ensureLocalTls } from '@pksn/runtime';
import { connect } from 'node:tls';
import type { Answer } from './https-caller';
import { ProxyProcess } from './proxy-process';
import { SCOPE, ScriptedService } from './scripted-service';
import { eventually } from './steps';

const sha256 = (n: number): string => n.toString(16).padStart(64, '0');
const change = (n: number): object => ({ section: 'file-sha256', key: sha256(n), siblings: {} });

describe('a proxy below a service that does what it must not', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pksn-attacks-'));
  const key = generateLicenseKey();
  let tls: LocalTlsPaths;
  let service: ScriptedService;
  let proxy: ProxyProcess;

  beforeAll(async () => {
    tls = await ensureLocalTls(join(folder, 'tls'), { hosts: [], now: Date.now() });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  beforeEach(async () => {
    service = await ScriptedService.start(tls);
    const config = { upstream: { addresses: [service.origin], ca: tls.ca, timeoutMs: 400 } };
    const options = { upstream: service.origin, ...tls, config };
    proxy = await new ProxyProcess(options, readFileSync(tls.ca, 'utf8')).start();
  });
  afterEach(async () => {
    await proxy.stop();
    await service.stop();
  });

  const file = (n: number): Promise<Answer> => proxy.caller(key).get(`/v1/files/${sha256(n)}`);
  const bulk = (...numbers: number[]): Promise<Answer> =>
    proxy.caller(key).post('/v1/lookup', { body: { objects: numbers.map((n) => ({ file: sha256(n) })) } });

  it('keeps what it may keep, and asks once (the honest twin)', async () => {
    for (let n = 0; n < 3; n++) expect((await file(1)).body).toMatchObject({ zone: 'red', stale: false });
    expect(service.bulks).toBe(1);
  });

  it('keeps nothing that was made by another scope', async () => {
    expect((await file(1)).status).toBe(200);
    service.word.scope = 'd'.repeat(32);
    service.word.zone = 'green';
    await bulk(2);
    const before = service.bulks;
    service.word.scope = SCOPE;
    service.word.zone = 'red';
    expect((await bulk(1, 2)).body.results.map((one: Answer['body']) => one.zone)).toEqual(['red', 'red']);
    expect(service.bulks).toBe(before + 1);
  });

  it('keeps nothing that was made before the registry last moved', async () => {
    expect((await file(1)).status).toBe(200);
    service.tell([{ license: { revision: 2 } }], { revision: 2 });
    expect((await file(1)).status).toBe(200);
    service.word.revision = 1;
    const before = service.bulks;
    await bulk(7);
    service.word.revision = 2;
    await bulk(7);
    expect(service.bulks).toBeGreaterThan(before + 1);
  });

  it('gives nobody an answer that was under way when its change was told', async () => {
    expect((await bulk(1, 2)).status).toBe(200);
    let release: () => void = () => undefined;
    service.hold = new Promise((done) => (release = done));
    const asked = bulk(1, 3);
    await eventually(
      () => Promise.resolve(service.bulks),
      (bulks) => bulks >= 2,
    );
    service.tell([change(1), change(3)], { generation: 2, zone: 'green' });
    await delay(50);
    service.hold = null;
    release();
    const { body } = await asked;
    expect(body).toMatchObject({ generation: 2 });
    expect(body.results.map((one: Answer['body']) => one.zone)).toEqual(['green', 'green']);
    expect((await file(3)).body).toMatchObject({ zone: 'green', generation: 2 });
    // What no change named is still what it was, and is said to be of the present generation.
    expect((await file(2)).body).toMatchObject({ zone: 'red', generation: 2 });
  });

  it('does not give an answer of a later generation beside kept ones of an earlier', async () => {
    expect((await bulk(1, 2)).status).toBe(200);
    // This process is ahead of the one that holds the stream.
    Object.assign(service.word, { generation: 2, zone: 'green' });
    const { body } = await bulk(1, 5);
    expect({
      generation: body.generation as number,
      zones: body.results.map((one: Answer['body']) => one.zone),
    }).toEqual({
      generation: 2,
      zones: ['green', 'green'],
    });
  });

  it('drops everything of another epoch', async () => {
    expect((await file(1)).body.zone).toBe('red');
    service.tell([], { epoch: 'f', generation: 1, zone: 'green' });
    const seen = await eventually(
      () => file(1),
      ({ body }) => body.zone === 'green',
    );
    expect(seen.body).toMatchObject({ zone: 'green', epoch: 'f' });
  });

  it.each(['html', 'garbage', 'not-json', 'cut', 'silent'] as const)(
    'takes %s for no answer: what is kept goes on by age, and nothing else is said',
    async (behavior) => {
      expect((await file(1)).status).toBe(200);
      service.behavior = behavior;
      const unknown = await eventually(
        () => file(9),
        ({ status }) => status !== 200,
      );
      expect(unknown).toMatchObject({ status: 503, body: { code: 'SERVICE_UNAVAILABLE' } });
      expect((await file(1)).body.zone).toBe('red');
      const { body } = await bulk(1, 9);
      expect(body.results).toMatchObject([{ zone: 'red' }, { error: { code: 'SERVICE_UNAVAILABLE' } }]);
      service.behavior = 'right';
      const again = await eventually(
        () => file(9),
        ({ status }) => status === 200,
      );
      expect(again.body.zone).toBe('red');
    },
  );

  it('keeps nothing of a service that does not say what its answers are made by, nor of the global network', async () => {
    service.word.isMarked = false;
    for (let n = 0; n < 2; n++) expect((await bulk(1)).body.results[0].zone).toBe('red');
    expect(service.bulks).toBe(2);
    Object.assign(service.word, { isMarked: true, infrastructure: 'global' });
    await eventually(
      () => bulk(1),
      () => service.bulks >= 5,
    );
    const before = service.bulks;
    expect((await bulk(1)).body).toMatchObject({ infrastructure: 'global' });
    expect(service.bulks).toBe(before + 1);
  });

  it('hands nothing on that the service reads as what a proxy says', async () => {
    const raw = (line: string): Promise<string> => {
      const socket = connect({ host: '127.0.0.1', port: proxy.port, ca: readFileSync(tls.ca, 'utf8') });
      socket.write(`${line} HTTP/1.1\r\nhost: proxy\r\nconnection: close\r\n\r\n`);
      let text = '';
      socket.on('data', (piece: Buffer) => (text += piece.toString()));
      return new Promise((done, fail) => socket.on('close', () => done(text)).on('error', fail));
    };
    service.settings = { status: 200, body: { proxy: { name: 'secret' } } };
    const targets = ['/v1/%70roxy/settings', 'https://proxy/v1/proxy/settings', 'HTTP://x:1/v1/%70roxy/settings#x'];
    const others = ['/v1/proxy/settings#x', '/v1/p%72oxy/settings?x', '/v1/changes#x', '/v1/%63hanges', '*'];
    for (const target of [...targets, ...others]) {
      expect(await raw(`GET ${target}`)).toMatch(
        /^HTTP\/1\.1 (?:401|404) [^]*"code":"(?:PROXY_UNKNOWN|ROUTE_NOT_FOUND)"/,
      );
    }
    expect(service.targets.filter((target) => !['/readyz', '/v1/status'].includes(target))).toEqual([]);
    // RFC 9112, 3.2.2: the absolute form is a target like any other.
    expect(await raw('GET https://proxy/healthz')).toMatch(/^HTTP\/1\.1 200 [^]*"ok"/);
  });

  it('gives nobody a list that was made by what another sees', async () => {
    const list = (of: string): Promise<Answer> => proxy.caller(of).get('/v1/prefixes/file-sha256/abcd');
    const other = generateLicenseKey();
    expect((await file(1)).status).toBe(200);
    await proxy.caller(other).get(`/v1/files/${sha256(1)}`);
    let release: () => void = () => undefined;
    service.hold = new Promise((done) => (release = done));
    Object.assign(service.word, { scope: 'd'.repeat(32), zone: 'green' });
    const first = list(key);
    await eventually(
      () => Promise.resolve(service.lists),
      (lists) => lists > 0,
    );
    Object.assign(service.word, { scope: SCOPE, zone: 'red' });
    const second = list(other);
    await delay(100);
    service.hold = null;
    release();
    await first;
    expect((await second).body.entries).toMatchObject([{ zone: 'red' }]);
  });

  it('lets no lookup wait for files that are sent slowly', async () => {
    expect((await file(1)).status).toBe(200);
    const uploads: ServerResponse[] = [];
    service.instead = ({ url = '' }, response) => url === '/v1/submissions' && uploads.push(response) > 0;
    const pieces = Array.from({ length: 40 }, () => new PassThrough());
    const sent = pieces.map((raw) => {
      raw.write('x');
      const headers = { 'content-type': 'application/octet-stream', 'content-length': '9' };
      return proxy.caller(key).post('/v1/submissions', { raw, headers });
    });
    await eventually(
      () => Promise.resolve(uploads.length),
      (count) => count >= 16,
    );
    expect((await file(2)).status).toBe(200);
    service.instead = () => false;
    for (const one of uploads) one.end('{}');
    for (const raw of pieces) raw.end('x'.repeat(8));
    expect((await Promise.all(sent)).map(({ status }) => status)).toEqual(pieces.map(() => 200));
  });

  it.each(['099', '600'])('takes the status %s for no answer', async (status) => {
    expect((await file(1)).status).toBe(200);
    service.instead = ({ url = '' }, response) => {
      if (url !== '/v1/lookup') return false;
      const body = '{"code":"REQUEST_MALFORMED"}';
      response.socket?.end(`HTTP/1.1 ${status} x\r\ncontent-length: ${String(body.length)}\r\n\r\n${body}`);
      return true;
    };
    expect(await file(2)).toMatchObject({ status: 503, body: { code: 'SERVICE_UNAVAILABLE' } });
  });

  it('is not linked to a service that nobody whom it trusts vouches for', async () => {
    const other = await ensureLocalTls(join(folder, 'other'), { hosts: [], now: Date.now() });
    const stranger = await ScriptedService.start(other);
    const config = { upstream: { addresses: [stranger.origin], ca: tls.ca } };
    const lost = new ProxyProcess({ upstream: stranger.origin, ...tls, config }, readFileSync(tls.ca, 'utf8'));
    try {
      await lost.start();
      const { status, body } = await lost.caller(key).get(`/v1/files/${sha256(1)}`);
      expect({ status, code: body.code as string }).toEqual({ status: 503, code: 'SERVICE_UNAVAILABLE' });
      expect(stranger.licenses + stranger.bulks).toBe(0);
    } finally {
      await lost.stop();
      await stranger.stop();
    }
  });
});
