import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureLocalTls, monotonicMs } from '@pksn/runtime';
import { Upstream } from './upstream';

const portOf = (server: Server): number => (server.address() as AddressInfo).port;
const listening = (server: Server): Promise<void> => new Promise((done) => server.listen(0, '127.0.0.1', () => done()));

describe('the way through an outbound proxy', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pksn-tunnel-'));
  const seen: { target: string | undefined; login: string | undefined }[] = [];
  let status = 200;
  let outbound: Server;
  let service: Server;
  let ca: string;

  beforeAll(async () => {
    const tls = await ensureLocalTls(join(folder, 'tls'), { hosts: [], now: Date.now() });
    ca = readFileSync(tls.ca, 'utf8');
    const [cert, key] = [readFileSync(tls.cert), readFileSync(tls.key)];
    service = createSecureServer({ cert, key }, (_request, response) => response.end('{"zone":"red"}')) as never;
    outbound = createServer().on('connect', ({ url, headers }, socket) => {
      seen.push({ target: url, login: headers['proxy-authorization'] });
      if (status !== 200) return void socket.end(`HTTP/1.1 ${String(status)} No\r\n\r\n`);
      const onward = connect(portOf(service), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Yes\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      });
      for (const one of [socket, onward]) one.on('error', () => undefined);
    });
    await Promise.all([listening(outbound), listening(service)]);
  });
  afterAll(async () => {
    for (const one of [outbound, service]) one.closeAllConnections();
    await Promise.all([outbound, service].map((one) => new Promise((done) => one.close(done))));
    rmSync(folder, { recursive: true, force: true });
  });

  const upstream = (isExcepted = false): Upstream => {
    const outboundRoute = (): string | null =>
      isExcepted ? null : `http://user:p%40ss@127.0.0.1:${String(portOf(outbound))}`;
    const addresses = [`https://127.0.0.1:${String(portOf(service))}`];
    return new Upstream({ addresses, ca, identity: null, outboundRoute }, 2_000, monotonicMs);
  };
  const ask = (one: Upstream): Promise<string> =>
    one.send({ method: 'GET', path: '/v1/files/aa', headers: {} }).then(({ body }) => body.toString());

  it('leads to the service, whose certificate is still what is believed, on one kept connection', async () => {
    const one = upstream();
    expect([await ask(one), await ask(one)]).toEqual(['{"zone":"red"}', '{"zone":"red"}']);
    const login = `Basic ${Buffer.from('user:p@ss').toString('base64')}`;
    expect(seen).toEqual([{ target: `127.0.0.1:${String(portOf(service))}`, login }]);
    one.close();
  });

  it('is not taken where the service is excepted', async () => {
    const before = seen.length;
    const one = upstream(true);
    expect(await ask(one)).toBe('{"zone":"red"}');
    expect(seen).toHaveLength(before);
    one.close();
  });

  it('is as good as none when the outbound proxy refuses', async () => {
    status = 407;
    const one = upstream();
    await expect(ask(one)).rejects.toMatchObject({
      code: 'SERVICE_UNREACHABLE',
      detail: expect.stringMatching(/407$/),
    });
    one.close();
  });
});
