import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo, Socket } from 'node:net';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { createLogger, ensureLocalTls, loadTls, openFilesLimit, systemClock } from '@pksn/runtime';
import type { FastifyInstance } from 'fastify';
import { connectionLimit } from './connection-limit';
import { ProblemAdapter } from './problem-adapter';

describe('a listener', () => {
  let dir: string;
  let ca: string;
  let http: FastifyInstance;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'pksn-listener-'));
    const tls = await ensureLocalTls(dir, { hosts: [], now: systemClock.now() });
    ca = await readFile(tls.ca, 'utf8');
    const limits = { headerBytes: 16_384, bodyBytes: 1_000, requestTimeoutMs: 100, stalledMs: 3_000 };
    const adapter = new ProblemAdapter(await loadTls(tls), limits, createLogger({ name: 'test', level: 'silent' }));
    http = adapter.getInstance<FastifyInstance>();
    http.post('/echo', (request, reply) => reply.send(request.body));
    http.get('/large', (_request, reply) => reply.send(Buffer.alloc(64 * 1024 * 1024)));
    await http.listen({ port: 0, host: '127.0.0.1' });
  });
  afterAll(async () => {
    await http?.close();
    await rm(dir, { recursive: true, force: true });
  });

  /** Everything that is answered until the listener closes. */
  const answersTo = async (text: string): Promise<string> => {
    const { port } = http.server.address() as AddressInfo;
    const socket = connect({ host: '127.0.0.1', port, ca, servername: 'localhost' });
    let seen = '';
    socket.on('data', (part: Buffer) => (seen += part.toString()));
    await once(socket, 'secureConnect');
    socket.write(text);
    await once(socket, 'close');
    return seen;
  };

  it.each([
    ['headers', 'GET /echo HTTP/1.1\r\nhost: loc'],
    ['bytes', 'POST /echo HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{"a'],
  ])('answers 408 to a request whose %s do not come in time', async (_part, text) => {
    const answer = await answersTo(text);
    expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(answer).toContain('application/problem+json');
    expect(answer).toContain('"code":"REQUEST_TIMEOUT"');
  });

  it('answers 400 to what is not HTTP', async () => {
    expect(await answersTo('SSH-2.0-OpenSSH_9\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 [^]*"code":"REQUEST_MALFORMED"/);
  });

  it('says in the problem what the status line says, where headers are too large', async () => {
    const answer = await answersTo(`GET /echo HTTP/1.1\r\nhost: a\r\nx-long: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 [^]*"status":431,[^]*"code":"REQUEST_TOO_LARGE"/);
  });

  it('answers 400 to an expectation that nobody meets', async () => {
    const answer = await answersTo('GET /echo HTTP/1.1\r\nhost: a\r\nexpect: something\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 [^]*application\/problem\+json[^]*"code":"REQUEST_MALFORMED"/);
  });

  it('hangs up on whoever does not begin or end the handshake', async () => {
    const { port } = http.server.address() as AddressInfo;
    const silent = connectTcp(port, '127.0.0.1').on('error', () => undefined);
    await once(silent.resume(), 'close');
  }, 20_000);

  it('hangs up on whoever does not read the answer', async () => {
    const { port } = http.server.address() as AddressInfo;
    const served = once(http.server, 'secureConnection') as Promise<[Socket]>;
    const socket = connect({ host: '127.0.0.1', port, ca, servername: 'localhost' }).on('error', () => undefined);
    const [stalled] = await served;
    socket.pause();
    socket.write('GET /large HTTP/1.1\r\nhost: a\r\n\r\n');
    await once(stalled, 'close');
    socket.destroy();
  });

  it('serves a bounded number of connections', () => {
    expect(http.server.maxConnections).toBe(connectionLimit(openFilesLimit()));
  });
});
