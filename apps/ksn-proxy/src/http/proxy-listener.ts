import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { PROBLEM_CONTENT_TYPE, problemOf } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import type { Logger, Shutdown } from '@pksn/runtime';
import { errorCode, loadTls, reportReady, watchTls } from '@pksn/runtime';
import type { ProxyConfig } from '../config/proxy-config';
import { PROXY_LIMITS } from '../limits';
import type { ClientGate } from '../settings/client-gate';
import type { LiveSettings } from '../settings/live-settings';
import { replyWithProblem } from './problem-reply';
import { releaseBody } from './read-body';
import { RequestsAtOnce } from './requests-at-once';

export interface RequestHandler {
  /** Answers at once what it can; false: `handle` is to. */
  fast(request: IncomingMessage, response: ServerResponse): boolean;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** Of the longest that a request may take, a file over a slow line; `readBody` gives all others less. */
const REQUEST_TIMEOUT_MS = 15 * 60_000;
const STALLED_MS = 60_000;
const KEEP_ALIVE_MS = 65_000;
const HANDSHAKE_MS = 10_000;
const CLOSE_MS = 5_000;

/** What a listener asks before it reads a request, and tells of. */
export interface Reception {
  readonly gate: ClientGate;
  readonly settings: Pick<LiveSettings, 'follow'>;
  /** Hears the code of each refusal. */
  readonly refused: (code: string) => void;
  /** Hears of each connection that was over `limits.connections`. */
  readonly dropped: () => void;
}

/** One HTTPS listener whose every error is a problem document, without a framework (docs/adr/0013). */
export async function listenAt(
  { host, port, cert, key }: ProxyConfig['listen'],
  handler: RequestHandler,
  reception: Reception,
  log: Logger,
  shutdown: Shutdown,
): Promise<void> {
  const tls = await loadTls({ cert, key });
  const options = {
    ...tls,
    maxHeaderSize: PROXY_LIMITS.headerBytes,
    minVersion: 'TLSv1.2' as const,
    // A proxy below shows its own; nobody needs one, and whose it is the service says.
    requestCert: true,
    rejectUnauthorized: false,
    connectionsCheckingInterval: 1_000,
    handshakeTimeout: HANDSHAKE_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    headersTimeout: 20_000,
    keepAliveTimeout: KEEP_ALIVE_MS,
  };
  const { gate, refused } = reception;
  const waiting = new RequestsAtOnce();
  const answered = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const done = waiting.begin(request.socket);
    try {
      await handler.handle(request, response);
    } finally {
      done();
      releaseBody(request);
    }
  };
  const server = createServer(options, (request, response) => {
    if (!gate.isOpen && !isAdmitted(request, response, reception)) return;
    if (handler.fast(request, response)) return;
    answered(request, response).catch((error: unknown) => {
      const fault = replyWithProblem(response, error);
      refused(fault.code);
      if (fault.kind === 'defect') log.error({ error: fault.cause ?? fault }, 'a request failed');
    });
  });
  server.timeout = STALLED_MS;
  followSettings(server, reception);
  server.on('clientError', answerParserError);
  shutdown.onStop('listener', () => closed(server));
  await listening(server, host, port);
  const watch = watchTls({ cert, key }, (material) => server.setSecureContext(material), {
    onBadFiles: (error) => log.warn({ error }, 'certificate files are not usable; the old ones stay'),
  });
  shutdown.onStop('certificates', () => watch.stop());
  const { port: taken } = server.address() as AddressInfo;
  log.info({ host, port: taken }, 'listening');
  reportReady({ port: taken });
}

function isAdmitted(request: IncomingMessage, response: ServerResponse, { gate, refused }: Reception): boolean {
  try {
    gate.admit(request.socket.remoteAddress);
    return true;
  } catch (error) {
    const { code } = Fault.from(error);
    if (code === 'CLIENT_NOT_ALLOWED') response.setHeader('connection', 'close');
    replyWithProblem(response, error);
    refused(code);
    return false;
  }
}

/** Each change of settings is in force for connections that are open, too. */
function followSettings(server: Server, { gate, settings, dropped }: Reception): void {
  const open = new Set<Socket>();
  server.on('drop', dropped);
  server.on('secureConnection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  settings.follow((values) => {
    gate.use(values);
    server.maxConnections = values['limits.connections'];
    if (values.allowedClients === null) return;
    for (const socket of open) if (!gate.isAllowed(socket.remoteAddress)) socket.destroy();
  });
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', (cause) => {
      const isTaken = errorCode(cause) === 'EADDRINUSE';
      fail(isTaken ? new Fault('PORT_TAKEN', `port ${String(port)} of ${host} is in use`, { cause }) : cause);
    });
    server.listen(port, host, () => done());
  });
}

/** Answers under way are finished; whoever takes longer is cut off. */
async function closed(server: Server): Promise<void> {
  const cut = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
  await new Promise<void>((done) => {
    server.close(() => done());
    server.closeIdleConnections();
  });
  clearTimeout(cut);
}

/** Below HTTP there is no response: the problem is written to the socket as it stands. */
function answerParserError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!/^(?:HPE_|ERR_HTTP_)/.test(error.code ?? '') || !socket.writable) return void socket.destroy();
  const [status, fault] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? (['431 Request Header Fields Too Large', new Fault('REQUEST_TOO_LARGE', 'the headers are too large')] as const)
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? (['408 Request Timeout', new Fault('REQUEST_TIMEOUT', 'the request was not complete in time')] as const)
        : (['400 Bad Request', new Fault('REQUEST_MALFORMED', 'this is not an HTTP request')] as const);
  const body = JSON.stringify({ ...problemOf(fault), status: Number.parseInt(status, 10) });
  const head = `HTTP/1.1 ${status}\r\ncontent-type: ${PROBLEM_CONTENT_TYPE}\r\ncontent-length: ${String(Buffer.byteLength(body))}`;
  socket.end(`${head}\r\nconnection: close\r\n\r\n${body}`);
}
