import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureLocalTls } from './local-tls';
import { loadTls } from './tls-material';
import { awaitHangups, watchTls } from './watch-tls';

const DAY = 86_400_000;
const NOW = Date.parse('2026-01-15T00:00:00Z');
let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tls-'));
});
const leafOf = async (): Promise<X509Certificate> => new X509Certificate(await readFile(join(dir, 'server.pem')));

test('a certificate of the local CA serves localhost, loopback and the given hosts', async () => {
  const paths = await ensureLocalTls(dir, { hosts: ['ksn.example', '192.0.2.7', '0.0.0.0'], now: NOW });
  const leaf = await leafOf();
  const ca = new X509Certificate(await readFile(paths.ca));
  expect(leaf.checkIssued(ca) && leaf.verify(ca.publicKey)).toBe(true);
  expect(ca.ca).toBe(true);
  expect(leaf.ca).toBe(false);
  expect(leaf.checkHost('localhost')).toBe('localhost');
  expect(leaf.checkHost('ksn.example')).toBe('ksn.example');
  for (const ip of ['127.0.0.1', '::1', '192.0.2.7']) expect(leaf.checkIP(ip)).toBe(ip);
  expect(leaf.checkIP('0.0.0.0')).toBeUndefined();
  expect((await stat(paths.key)).mode & 0o777).toBe(0o600);
  expect((await stat(join(dir, 'ca.key'))).mode & 0o777).toBe(0o600);
});

test('it is kept while it serves, renewed under 30 days, and reissued for a new host', async () => {
  await ensureLocalTls(dir, { now: NOW });
  const first = (await leafOf()).serialNumber;
  await ensureLocalTls(dir, { now: NOW + 300 * DAY });
  expect((await leafOf()).serialNumber).toBe(first);
  const ca = await readFile(join(dir, 'ca.pem'), 'utf8');
  await ensureLocalTls(dir, { now: NOW + 370 * DAY });
  const second = (await leafOf()).serialNumber;
  expect(second).not.toBe(first);
  await ensureLocalTls(dir, { now: NOW + 370 * DAY, hosts: ['other.example'] });
  expect((await leafOf()).serialNumber).not.toBe(second);
  expect(await readFile(join(dir, 'ca.pem'), 'utf8')).toBe(ca);
});

test('a key that does not fit is made again, and loadTls names the file', async () => {
  const paths = await ensureLocalTls(dir, { now: NOW });
  await writeFile(paths.key, await readFile(join(dir, 'ca.key')));
  await expect(loadTls(paths)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  await ensureLocalTls(dir, { now: NOW });
  await expect(loadTls(paths)).resolves.toBeDefined();
  await expect(loadTls({ ...paths, cert: paths.key })).rejects.toThrow('server.key is not a PEM file');
});

test('a real handshake verifies, and watchTls swaps a live server without touching it for bad files', async () => {
  // The handshake is judged by the machine's clock, whatever it says.
  const now = Date.now();
  const paths = await ensureLocalTls(dir, { now });
  const server = createServer({ ...(await loadTls(paths)) }, (_, response) => response.end('ok'));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const ca = await readFile(paths.ca);
  const serial = (): Promise<string> =>
    new Promise((done, fail) => {
      const call = request({ host: '127.0.0.1', port, ca, agent: false }, (response) => {
        const socket = response.socket as unknown as { getPeerCertificate(): { serialNumber: string } };
        done(socket.getPeerCertificate().serialNumber);
        response.resume();
      });
      call.on('error', fail).end();
    });
  const bad: unknown[] = [];
  const watch = watchTls(paths, (tls) => server.setSecureContext(tls), { onBadFiles: (error) => bad.push(error) });
  const first = await serial();
  await ensureLocalTls(dir, { now, hosts: ['new.example'] });
  await watch.check();
  const second = await serial();
  expect(second).not.toBe(first);
  await writeFile(paths.key, 'not a key');
  await watch.check();
  expect(bad).toHaveLength(1);
  expect(await serial()).toBe(second);
  watch.stop();
  await new Promise((done) => server.close(done));
});

test('a hangup before anything is watched ends nothing: somebody listens', () => {
  const before = process.listenerCount('SIGHUP');
  awaitHangups();
  expect(process.listenerCount('SIGHUP')).toBe(before + 1);
});
