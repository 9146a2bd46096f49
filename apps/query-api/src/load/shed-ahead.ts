import type { IncomingMessage, ServerResponse } from 'node:http';
import { PROBLEM_CONTENT_TYPE, problemOf } from '@pksn/contract';
import { monotonicMs } from '@pksn/runtime';
import type { FastifyInstance } from 'fastify';
import type { AnswerTimes } from '../metrics/answer-times';
import type { LoadGuard } from './load-guard';
import { overloaded } from './load-guard';
import { LOAD_LIMITS } from './load-limits';
import { requestClass } from './request-class';

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** Of this many requests one is timed, and the event loop looked at. A power of two. */
const SAMPLE = 64;

/** The bodies of refusals, by their seconds. */
const REFUSALS = Array.from({ length: LOAD_LIMITS.retryAllWithinSeconds + 1 }, (_, seconds) =>
  Buffer.from(JSON.stringify(problemOf(overloaded(seconds)))),
);

/**
 * Refuses what is too much ahead of everything else, bodies and licenses included; to be called when all other
 * listeners of requests are there. While nothing is refused this costs a lookup two comparisons. The latency of one
 * request in 64 and of everything with a body is measured here as well.
 */
export function shedAhead(http: FastifyInstance, load: LoadGuard, times: AnswerTimes): void {
  const { server } = http;
  const others = server.listeners('request') as Listener[];
  const { overload } = load;
  let seen = 0;
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if ((++seen & (SAMPLE - 1)) === 0 || request.method === 'POST') {
      const now = monotonicMs();
      load.look(now);
      times.watch(request, response, now);
    }
    if (overload.level !== 0 && refused(load, request, response)) return;
    for (const other of others) other.call(server, request, response);
  });
}

/** Whether it was. The connection stays open: a new one would cost more than the request. */
function refused(load: LoadGuard, { method = '', url = '' }: IncomingMessage, response: ServerResponse): boolean {
  const kind = requestClass(method, url);
  if (kind === 'kept' || !load.overload.refuses(kind)) return false;
  const seconds = load.refuse(kind);
  load.refusedAhead += 1;
  const body = REFUSALS[seconds] as Buffer;
  response.writeHead(503, {
    'content-type': PROBLEM_CONTENT_TYPE,
    'content-length': body.length,
    'retry-after': String(seconds),
  });
  response.end(body);
  return true;
}
