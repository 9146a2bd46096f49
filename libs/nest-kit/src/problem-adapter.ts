import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { PROBLEM_CONTENT_TYPE, problemOf } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import type { Logger, TlsMaterial } from '@pksn/runtime';
import { openFilesLimit } from '@pksn/runtime';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { BodyRules } from './body-rules';
import { applyBodyRules } from './body-rules';
import { connectionLimit } from './connection-limit';
import type { KnownErrors } from './fault-reply';
import { faultOf, replyWithFault } from './fault-reply';

export interface ListenerLimits {
  readonly headerBytes: number;
  /** Bodies that are parsed; streamed uploads have their own limit. */
  readonly bodyBytes: number;
  /** From the first byte of a request to its last; 0 where uploads of any length are allowed. */
  readonly requestTimeoutMs: number;
  /** A connection on which nothing moves for so long is ended, such as of one that does not read its answer; 0: none. */
  readonly stalledMs?: number;
  /** Where routes differ in the bodies that they take. */
  readonly bodies?: BodyRules;
  /** Of errors that neither Fastify nor Nest raises; all others are INTERNAL. */
  readonly knownErrors?: KnownErrors;
}

const KEEP_ALIVE_MS = 65_000;
const HEADERS_TIMEOUT_MS = 20_000;
const PATH_PARAMETER_CHARS = 1_024;
/** How often Node looks for requests that are over their time. */
const TIMEOUT_CHECK_MS = 1_000;
const HANDSHAKE_TIMEOUT_MS = 10_000;

/**
 * Nest's Fastify adapter for one HTTPS listener whose every error is a problem document: those of routes, of
 * Fastify itself, and of the HTTP parser below it.
 */
export class ProblemAdapter extends FastifyAdapter {
  /** `clients.areAsked`: for a certificate; the application looks at what they show. */
  constructor(tls: TlsMaterial, limits: ListenerLimits, log: Logger, clients = { areAsked: false }) {
    super({
      https: {
        ...tls,
        requestCert: clients.areAsked,
        rejectUnauthorized: false,
        maxHeaderSize: limits.headerBytes,
        minVersion: 'TLSv1.2',
        connectionsCheckingInterval: TIMEOUT_CHECK_MS,
        handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      },
      bodyLimit: limits.bodyBytes,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
      forceCloseConnections: 'idle',
      // Requests that came before the end are answered; what they need is closed after the listener.
      return503OnClosing: false,
      routerOptions: { maxParamLength: PATH_PARAMETER_CHARS },
      ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false, strict: false } },
      clientErrorHandler: answerParserError,
      frameworkErrors: (error: unknown, _request: FastifyRequest, reply: FastifyReply) =>
        replyWithFault(reply, faultOf(error, limits.knownErrors)),
    } as never);
    const http = this.getInstance<FastifyInstance>();
    // Node takes the longer of its two limits for the whole request, whichever is which.
    http.server.headersTimeout = Math.min(HEADERS_TIMEOUT_MS, limits.requestTimeoutMs || HEADERS_TIMEOUT_MS);
    http.server.timeout = limits.stalledMs ?? 0;
    http.server.maxConnections = connectionLimit(openFilesLimit());
    http.server.on('checkExpectation', refuseExpectation);
    if (limits.bodies !== undefined) applyBodyRules(http, limits.bodies);
    http.setErrorHandler((error, request, reply) => {
      const fault = faultOf(error, limits.knownErrors);
      const isDefect = fault.kind === 'defect' && !hungUp(error, request);
      if (isDefect) log.error({ route: request.routeOptions.url, error }, 'request failed');
      replyWithFault(reply, fault);
    });
    http.setNotFoundHandler((request, reply) => {
      replyWithFault(reply, new Fault('ROUTE_NOT_FOUND', `there is no ${request.method} route of this path`));
    });
  }

  /** Ours is set already, and serves routes that Nest does not know. */
  override setErrorHandler(): ReturnType<FastifyAdapter['setErrorHandler']> {
    return this.getInstance() as never;
  }

  override setNotFoundHandler(): ReturnType<FastifyAdapter['setNotFoundHandler']> {
    return this.getInstance() as never;
  }
}

/** A streamed answer ends before its time when the caller goes away: nothing here failed. */
function hungUp(error: unknown, { raw }: FastifyRequest): boolean {
  return raw.socket.destroyed && (error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE';
}

/** Below HTTP there is no reply object: the problem is written to the socket as it stands. */
function answerParserError(error: NodeJS.ErrnoException, socket: Socket): void {
  // Failed and slow handshakes are told of here, too: no answer ever leaves, and nobody else would end the connection.
  if (!/^(?:HPE_|ERR_HTTP_)/.test(error.code ?? '') || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, fault] = parserProblem(error.code);
  const body = JSON.stringify({ ...problemOf(fault), status: Number.parseInt(status, 10) });
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: ${PROBLEM_CONTENT_TYPE}\r\ncontent-length: ${String(Buffer.byteLength(body))}\r\nconnection: close\r\n\r\n${body}`,
  );
}

/** RFC 9110 10.1.1 knows no expectation but 100-continue, which Node meets by itself. */
function refuseExpectation(_request: IncomingMessage, response: ServerResponse): void {
  const fault = new Fault('REQUEST_MALFORMED', 'the request expects what this listener does not know');
  response.writeHead(fault.status, { 'content-type': PROBLEM_CONTENT_TYPE, connection: 'close' });
  response.end(JSON.stringify(problemOf(fault)));
}

function parserProblem(code: string | undefined): [string, Fault] {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return [
        '431 Request Header Fields Too Large',
        new Fault('REQUEST_TOO_LARGE', 'the request line and headers are larger than 16 KiB'),
      ];
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return ['408 Request Timeout', new Fault('REQUEST_TIMEOUT', 'the request was not complete in time')];
    default:
      return ['400 Bad Request', new Fault('REQUEST_MALFORMED', 'this is not an HTTP request')];
  }
}
