import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, request } from 'node:https';
import type { Server } from 'node:https';
import { connect as connectPlain } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { ensureLocalTls, loadTls } from '@pksn/runtime';
import { HandshakeLine } from './handshake-line';

const LIMIT = 200;

describe('connections before their handshakes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pksn-line-'));
  let server: Server;
  let line: HandshakeLine;
  let ca: string;
  let port: number;

  beforeAll(async () => {
    const tls = await ensureLocalTls(folder, { hosts: ['127.0.0.1'], now: Date.now() });
    ca = await readFile(tls.ca, 'utf8');
    server = createServer({ ...(await loadTls(tls)), handshakeTimeout: 200 }, (_request, response) => {
      response.end('answer');
    });
    server.maxConnections = LIMIT;
    line = HandshakeLine.before(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    rmSync(folder, { recursive: true, force: true });
  });

  const get = (): Promise<string> =>
    new Promise((done, fail) => {
      const options = { host: '127.0.0.1', port, ca, agent: false as const };
      request(options, (answer) => {
        let text = '';
        answer.on('data', (part: Buffer) => (text += part.toString()));
        answer.on('end', () => done(text));
      })
        .on('error', fail)
        .end();
    });
  const metric = (name: string): unknown => line.families().find((one) => one.name === name)?.samples;

  it('are all let in, however many come at once', async () => {
    const answers = await Promise.all(Array.from({ length: 150 }, get));
    expect(new Set(answers)).toEqual(new Set(['answer']));
    expect(metric('pksn_tls_handshakes_total')).toEqual([
      [{ session: 'new' }, 150],
      [{ session: 'resumed' }, 0],
    ]);
    expect(metric('pksn_tls_handshakes_waiting')).toEqual([[{}, 0]]);
  });

  it('go on with a session that they bring', async () => {
    let session: Buffer | undefined;
    for (let i = 0; i < 2; i++) {
      const socket = connect({ host: '127.0.0.1', port, ca, ...(session && { session }) });
      socket.on('session', (given: Buffer) => (session = given));
      await once(socket, 'secureConnect');
      socket.write('GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
      socket.resume();
      await once(socket, 'close');
    }
    expect(metric('pksn_tls_handshakes_total')).toEqual([
      [{ session: 'new' }, 151],
      [{ session: 'resumed' }, 1],
    ]);
  });

  it.each([
    ['say nothing', ''],
    ['begin and do not go on', '\x16\x03\x01\x02\x00\x01'],
    ['speak no TLS', 'GET / HTTP/1.1\r\n\r\n'],
  ])('end when they %s', async (_what, bytes) => {
    const socket = connectPlain({ host: '127.0.0.1', port });
    socket.on('error', () => undefined);
    socket.write(Buffer.from(bytes, 'latin1'));
    socket.resume();
    await once(socket, 'close');
    expect(await get()).toBe('answer');
  });

  it('are read to the end of a refusal, and not cut off before it', async () => {
    // Larger than what the parser takes, and than what the system's buffers hold unread.
    const socket = connect({ host: '127.0.0.1', port, ca });
    await once(socket, 'secureConnect');
    let text = '';
    socket.on('data', (part: Buffer) => (text += part.toString()));
    socket.write(`GET /${'u'.repeat(100_000)} HTTP/1.1\r\n`);
    await once(socket, 'close');
    expect(text).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('are counted while they are open', async () => {
    const sockets = Array.from({ length: 5 }, () => connect({ host: '127.0.0.1', port, ca }));
    await Promise.all(sockets.map((socket) => once(socket, 'secureConnect')));
    expect(metric('pksn_connections')).toEqual([[{}, 5]]);
    const closed = sockets.map((socket) => once(socket.resume(), 'close'));
    for (const socket of sockets) socket.destroy();
    await Promise.all(closed);
    while ((metric('pksn_connections') as [object, number][])[0]?.[1] !== 0) await new Promise(setImmediate);
  });

  it('are ended over the limit, and by this process: a pool would else send them round its members for ever', async () => {
    expect(server.maxConnections).toBe(Infinity);
    const silent = Array.from({ length: LIMIT + 5 }, () =>
      connectPlain(port, '127.0.0.1').on('error', () => undefined),
    );
    const ended = silent.map((socket) => once(socket.resume(), 'close').then(() => socket));
    const first = await Promise.race(ended);
    expect(silent.indexOf(first)).toBeGreaterThanOrEqual(0);
    for (let i = 0; i < 100 && turnedAway() < 5; i++) await new Promise((done) => setTimeout(done, 10));
    expect(turnedAway()).toBe(5);
    for (const socket of silent) socket.destroy();
    await Promise.all(ended);
    expect(await get()).toBe('answer');
  });

  const turnedAway = (): number => Number((metric('pksn_connections_refused_total') as [object, number][])[0]?.[1]);
});
