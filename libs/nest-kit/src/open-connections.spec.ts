import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:https';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { createLogger, ensureLocalTls, loadTls } from '@pksn/runtime';
import { listenForMetrics } from './metrics/metrics-listener';
import { OpenConnections } from './open-connections';

describe('connections that ask for nothing', () => {
  let dir: string;
  let paths: Awaited<ReturnType<typeof ensureLocalTls>>;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'pksn-open-'));
    paths = await ensureLocalTls(dir, { hosts: [], now: Date.now() });
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('keep no server from its end, before their handshake or behind it', async () => {
    const server: Server = createServer(await loadTls(paths), (_request, response) => response.end());
    const connections = new OpenConnections(server);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const silent = connect(port, '127.0.0.1');
    const shaken = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
    const gone = [silent, shaken].map((socket) => once(socket.on('error', () => undefined).resume(), 'close'));
    await Promise.all([once(silent, 'connect'), once(shaken, 'secureConnect')]);
    await connections.endWithin(20, () => new Promise((done) => server.close(() => done())));
    await Promise.all(gone);
  }, 5_000);

  it('keep no listener for metrics from its end', async () => {
    const lines: string[] = [];
    const log = createLogger({ name: 'test', destination: { write: (line: string) => void lines.push(line) } });
    const metrics = { contentType: 'text/plain', text: () => Promise.resolve('') };
    const stop = await listenForMetrics(metrics, { tls: paths, host: '127.0.0.1', port: 0, token: null }, log);
    const silent = connect(Number(/"metricsPort":(\d+)/.exec(lines.join(''))?.[1]), '127.0.0.1');
    silent.on('error', () => undefined).resume();
    await once(silent, 'connect');
    await stop();
  }, 5_000);
});
