import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { Server } from 'node:https';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
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
