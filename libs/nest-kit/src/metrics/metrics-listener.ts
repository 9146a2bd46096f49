import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { PROBLEM_CONTENT_TYPE, problemOf } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import type { Logger, TlsMaterial, TlsPaths } from '@pksn/runtime';
import { isLoopback, loadTls, watchTls } from '@pksn/runtime';
import { OpenConnections } from '../open-connections';
import type { MetricsSource } from './metrics';

export interface MetricsListener {
  readonly tls: TlsPaths;
  readonly host: string;
  readonly port: number;
  /** What a scraper sends as `Authorization: Bearer`; null: none, which only a loopback address may do without. */
  readonly token: string | null;
}

const HEADER_BYTES = 4_096;
const TIMEOUT_MS = 10_000;
const MAX_CONNECTIONS = 20;

/**
 * Metrics on an HTTPS listener of their own, for processes whose other listener is open to strangers. Returns how to
 * stop it. Throws CONFIG_INVALID for an address of the network without a token, and PORT_TAKEN.
 */
export async function listenForMetrics(
  metrics: MetricsSource,
  listener: MetricsListener,
  log: Logger,
): Promise<() => Promise<void>> {
  const { host, tls, token } = listener;
  if (token === null && !isLoopback(host)) {
    throw new Fault('CONFIG_INVALID', `metrics on ${host} need a token: set --metrics-token-file`);
  }
  const limits = {
    maxHeaderSize: HEADER_BYTES,
    requestTimeout: TIMEOUT_MS,
    handshakeTimeout: TIMEOUT_MS,
    minVersion: 'TLSv1.2' as const,
  };
  const server = createServer({ ...(await loadTls(tls)), ...limits }, (request, response) => {
    answer(metrics, token, request).then(
      (text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text),
      (error: unknown) => refuse(response, Fault.from(error)),
    );
  });
  server.maxConnections = MAX_CONNECTIONS;
  const connections = new OpenConnections(server);
  await new Promise<void>((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const detail = `port ${String(listener.port)} of ${host} is in use`;
      fail(error.code === 'EADDRINUSE' ? new Fault('PORT_TAKEN', detail, { cause: error }) : error);
    });
    server.listen(listener.port, host, done);
  });
  const renew = (material: TlsMaterial): void => {
    server.setSecureContext(material);
    log.info('certificate files were read again, for scrapes');
  };
  const watch = watchTls(tls, renew, {
    onBadFiles: (error) => log.warn({ error }, 'certificate files are not usable; the old ones stay'),
  });
  log.info({ host, metricsPort: (server.address() as AddressInfo).port }, 'listening for scrapes');
  return () => {
    watch.stop();
    connections.end();
    return new Promise((done) => server.close(() => done()));
  };
}

async function answer(metrics: MetricsSource, token: string | null, request: IncomingMessage): Promise<string> {
  if (token !== null && !sameToken(request.headers.authorization, token)) {
    throw new Fault('ADMIN_UNAUTHENTICATED', 'metrics need the token of --metrics-token-file');
  }
  if (request.method !== 'GET' || request.url !== '/metrics') {
    throw new Fault('ROUTE_NOT_FOUND', 'there is only GET /metrics here');
  }
  return metrics.text();
}

function sameToken(header: string | undefined, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(header ?? ''), digest(`Bearer ${token}`));
}

function refuse(response: ServerResponse, fault: Fault): void {
  response.writeHead(fault.status, { 'content-type': PROBLEM_CONTENT_TYPE }).end(JSON.stringify(problemOf(fault)));
}
