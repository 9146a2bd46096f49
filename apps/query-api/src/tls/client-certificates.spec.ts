import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { ensureLocalTls, loadTls } from '@pksn/runtime';
import { clientAuthority } from '@pksn/testing';
import { demandCertificates } from './client-certificates';
import type { CertificateDemand } from './client-certificates';

describe('client certificates', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pksn-clients-'));
  const servers: Server[] = [];
  let ca: string;
  let ours: Awaited<ReturnType<typeof clientAuthority>>;
  let foreign: Awaited<ReturnType<typeof clientAuthority>>;

  beforeAll(async () => {
    ours = await clientAuthority(Date.now());
    foreign = await clientAuthority(Date.now());
    ca = await readFile((await ensureLocalTls(folder, { hosts: ['127.0.0.1'], now: Date.now() })).ca, 'utf8');
  });
  afterAll(async () => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
    await Promise.all(servers.map((server) => once(server, 'close')));
    rmSync(folder, { recursive: true, force: true });
  });

  const listen = async (demand: CertificateDemand): Promise<number> => {
    const tls = await ensureLocalTls(folder, { hosts: ['127.0.0.1'], now: Date.now() });
    const options = { ...(await loadTls(tls)), ca: ours.certificate, requestCert: true, rejectUnauthorized: false };
    const server = createServer(options, (_request, response) => response.end('answer'));
    demandCertificates(server, demand);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    servers.push(server);
    return (server.address() as AddressInfo).port;
  };

  /** What a client gets, and the sessions that it could come again with. */
  const visit = async (port: number, own: object): Promise<{ text: string; sessions: Buffer[] }> => {
    const socket = connect({ host: '127.0.0.1', port, ca, ...own });
    const sessions: Buffer[] = [];
    let text = '';
    socket.on('session', (session: Buffer) => sessions.push(session));
    socket.on('error', () => undefined);
    socket.on('data', (part: Buffer) => (text += part.toString()));
    socket.write('GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
    await new Promise((done) => socket.once('close', done));
    return { text, sessions };
  };

  it.each([
    ['required', { none: false, ours: true, foreign: false }],
    ['optional', { none: true, ours: true, foreign: false }],
    ['off', { none: true, ours: true, foreign: true }],
  ] as const)('that are %s', async (demand, served) => {
    const port = await listen(demand);
    const get = async (own: object): Promise<boolean> => (await visit(port, own)).text.includes('answer');
    expect(await get({})).toBe(served.none);
    expect(await get(await ours.issue('one'))).toBe(served.ours);
    expect(await get(await foreign.issue('two'))).toBe(served.foreign);
  });

  it.each([
    ['no certificate', () => Promise.resolve({})],
    ['a foreign one', () => foreign.issue('three')],
  ])('are not got around by a session that was begun with %s', async (_what, own) => {
    const port = await listen('required');
    const begun = await visit(port, { ...(await own()), maxVersion: 'TLSv1.3' });
    expect(begun.text).toBe('');
    for (const session of begun.sessions) expect((await visit(port, { session })).text).toBe('');
  });

  it('need not be shown again in a session that was begun with one', async () => {
    const port = await listen('required');
    const { sessions } = await visit(port, await ours.issue('four'));
    expect(sessions.length).toBeGreaterThan(0);
    expect((await visit(port, { session: sessions[0] })).text).toContain('answer');
  });
});
