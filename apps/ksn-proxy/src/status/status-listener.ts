import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Fault } from '@pksn/domain';
import type { Logger, Shutdown } from '@pksn/runtime';
import { isLoopback } from '@pksn/runtime';
import { replyWithProblem } from '../http/problem-reply';
import type { ClientGate } from '../settings/client-gate';
import type { ProxyStatus } from './status-document';
import type { Traffic } from './traffic';
import { metricsText, METRICS_TYPE } from './status-metrics';
import { STATUS_PAGE_POLICY, statusPage } from './status-page';

export interface StatusPorts {
  readonly status: () => Promise<ProxyStatus>;
  readonly traffic: Pick<Traffic, 'latency'>;
  readonly gate: Pick<ClientGate, 'isAllowed'>;
}

const TIMEOUT_MS = 10_000;
const MOST_CONNECTIONS = 50;
const HEADER_BYTES = 8 * 1024;
const LOCAL_HOST = /^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/i;
const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * The page, the figures and the metrics, over plain HTTP, read-only. A port that is taken costs the page and not the proxy: what endpoints ask
 * comes first.
 */
export async function listenForStatus(
  { host, port }: { readonly host: string; readonly port: number },
  ports: StatusPorts,
  log: Logger,
  shutdown: Shutdown,
): Promise<void> {
  const limits = { maxHeaderSize: HEADER_BYTES, requestTimeout: TIMEOUT_MS, headersTimeout: TIMEOUT_MS };
  const server = createServer(limits, (request, response) => {
    answer(request, response, { ...ports, isLocal: isLoopback(host) }).catch((error: unknown) => {
      const fault = replyWithProblem(response, error);
      if (fault.kind === 'defect') log.error({ error }, 'the status could not be told');
    });
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.timeout = TIMEOUT_MS;
  const isListening = await new Promise<boolean>((done) => {
    server.once('error', (error) => {
      log.error({ error, host, port }, 'there is no status page: its address cannot be used');
      done(false);
    });
    server.listen(port, host, () => done(true));
  });
  if (!isListening) return;
  log.info({ host, statusPort: (server.address() as AddressInfo).port }, 'the status page is up');
  shutdown.onStop('status', async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
}

interface AnswerPorts extends StatusPorts {
  /** Whether the page is for this machine alone. */
  readonly isLocal: boolean;
}

async function answer(request: IncomingMessage, response: ServerResponse, ports: AnswerPorts): Promise<void> {
  const { remoteAddress = '' } = request.socket;
  if (!isLocal(remoteAddress) && !ports.gate.isAllowed(remoteAddress))
    throw new Fault('CLIENT_NOT_ALLOWED', 'this address is not among those that this proxy serves');
  // A page of the internet that calls this machine by a name of its own is not to read it.
  if (ports.isLocal && !LOCAL_HOST.test(request.headers.host ?? ''))
    throw new Fault('REQUEST_MALFORMED', 'this page is for its own machine: ask for it by 127.0.0.1 or localhost');
  const path = (request.url ?? '/').split('?', 1)[0];
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (!isRead) throw new Fault('ROUTE_NOT_FOUND', 'nothing can be changed here');
  if (path === '/healthz') return send(response, JSON_TYPE, '{"status":"ok"}');
  if (path === '/') return send(response, 'text/html; charset=utf-8', statusPage(await ports.status()));
  if (path === '/status.json') return send(response, JSON_TYPE, JSON.stringify(await ports.status()));
  if (path === '/metrics')
    return send(response, METRICS_TYPE, await metricsText(await ports.status(), ports.traffic.latency));
  throw new Fault('ROUTE_NOT_FOUND', 'there are /, /status.json, /metrics and /healthz');
}

function isLocal(address: string): boolean {
  return isLoopback(address) || address.startsWith('127.') || address.startsWith('::ffff:127.');
}

function send(response: ServerResponse, type: string, text: string): void {
  const body = Buffer.from(text);
  response.writeHead(200, {
    'content-type': type,
    'content-length': String(body.length),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-security-policy': STATUS_PAGE_POLICY,
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
