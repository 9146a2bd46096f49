import { PassThrough } from 'node:stream';
import type { Readable } from 'node:stream';
import { Fault } from '@pksn/domain';
import type { FastifyInstance, FastifyRequest } from 'fastify';

export interface BodyRule {
  /** Larger or smaller than the limit of the listener; left out: the same. */
  readonly bytes?: number;
  /** From the end of the headers to the last byte of the body; null where a stream has rules of its own. */
  readonly timeoutMs: number | null;
}

/** For a listener whose requests as a whole have no time limit, because some of them are long streams. */
export interface BodyRules {
  readonly timeoutMs: number;
  /** What this caller may send, in bytes, where that is less than the route takes; null: no less. */
  readonly bytesFor?: (request: FastifyRequest) => number | null;
  /** By method and path, as in `POST /api/v1/packages`. */
  readonly routes: Readonly<Record<string, BodyRule>>;
}

/** How long the rest of a body that nobody reads may follow its answer. */
const LINGER_MS = 5_000;

/**
 * Size and time of bodies, route by route; to be applied before the routes are. A body that is late is refused as
 * REQUEST_TIMEOUT and never reaches its handler. Whoever goes on sending after the answer is hung up on.
 */
export function applyBodyRules(http: FastifyInstance, rules: BodyRules): void {
  http.addHook('onRoute', (route) => {
    const bytes = rules.routes[`${String(route.method)} ${route.url}`]?.bytes;
    if (bytes !== undefined) route.bodyLimit = bytes;
  });
  http.addHook('preParsing', (request, _reply, body, done) => {
    const timeoutMs = timeoutOf(rules, request);
    const bytes = rules.bytesFor?.(request) ?? Infinity;
    if (Number(request.headers['content-length'] ?? 0) > bytes) return done(tooLarge(bytes));
    done(null, timeoutMs === null ? body : inTime(body as Readable, timeoutMs, bytes));
  });
  http.addHook('onResponse', (request, _reply, done) => {
    hangUpLater(request);
    done();
  });
}

function timeoutOf(rules: BodyRules, request: FastifyRequest): number | null {
  const rule = rules.routes[`${request.method} ${request.routeOptions.url ?? ''}`];
  return rule === undefined ? rules.timeoutMs : rule.timeoutMs;
}

function tooLarge(bytes: number): Fault {
  return new Fault('REQUEST_TOO_LARGE', `this caller may send up to ${String(bytes)} bytes here`);
}

/** The body, or an error as soon as its time or its size is up. The connection itself stays open for the answer. */
function inTime(body: Readable, timeoutMs: number, bytes: number): Readable {
  const whole = new PassThrough();
  let received = 0;
  body.on('data', (part: Buffer) => {
    received += part.length;
    if (received > bytes) whole.destroy(tooLarge(bytes));
  });
  const late = setTimeout(() => {
    whole.destroy(new Fault('REQUEST_TIMEOUT', `the body was not complete within ${String(timeoutMs / 1000)} s`));
  }, timeoutMs);
  body.once('error', (error) => whole.destroy(error));
  body.once('close', () => clearTimeout(late));
  body.once('end', () => clearTimeout(late));
  // Nobody listens where a handler takes no body.
  whole.on('error', () => undefined);
  return body.pipe(whole);
}

function hangUpLater({ raw }: FastifyRequest): void {
  if (raw.complete || raw.destroyed) return;
  setTimeout(() => {
    if (!raw.complete) raw.destroy();
  }, LINGER_MS).unref();
}
