import type { IncomingMessage, ServerResponse } from 'node:http';
import { Fault } from '@pksn/domain';
import type { Clock } from '@pksn/runtime';
import type { FastifyInstance } from 'fastify';
import type { LicenseGate } from '../license/license-gate';
import { AnswerBatch } from './answer-batch';
import type { RequestCounts } from '../metrics/request-counts';
import type { Lookup } from './lookup';
import { askedByTarget } from './path-questions';
import type { Asked } from '@pksn/lookup';
import { refuseAhead } from './refusal-ahead';

/** What is counted of requests that are answered here. */
export type FastCounts = Pick<RequestCounts, 'fastFiles' | 'fastUrls' | 'count'>;

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * `GET /v1/files/{hash}` and `GET /v1/urls?url=…` ahead of Fastify's router, which would cost more than the whole lookup
 * (bench rows P1 and P5).
 *
 * Only what succeeds is answered here: a target of exactly that form, and a license that is granted; and who is refused
 * because the service is restricted, since a license's rate is taken from once. Everything else, every refusal and every fault goes to Fastify as if this were not here, so that errors and closing
 * are in one place. What Fastify's hooks do is not done for these answers, which are counted here.
 */
export function fileFastPath(
  http: FastifyInstance,
  lookup: Lookup,
  license: LicenseGate,
  clock: Clock,
  counts: FastCounts,
): void {
  const { server } = http;
  const others = server.listeners('request') as Listener[];
  const batch = new AnswerBatch();
  let closing = false;
  http.addHook('preClose', (done) => {
    closing = true;
    done();
  });

  const answered = (request: IncomingMessage, response: ServerResponse): boolean => {
    if (closing || request.method !== 'GET') return false;
    let text: string;
    let asked: Asked | null;
    try {
      asked = askedByTarget(request.url ?? '');
      if (asked === null) return false;
      const now = clock.now();
      text = lookup.one(license.judge(request.rawHeaders, now), asked, now, request.rawHeaders);
    } catch (error) {
      if (error instanceof Fault && error.code === 'SERVICE_RESTRICTED') {
        counts.count(routeOf(error), error.code);
        refuseAhead(response, error);
        return true;
      }
      // The ordinary route meets the same fault again, and tells of it.
      return false;
    }
    if (asked.type === 'url') counts.fastUrls += 1;
    else counts.fastFiles += 1;
    batch.add(response, text);
    return true;
  };

  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (answered(request, response)) return;
    for (const other of others) other.call(server, request, response);
  });
}

function routeOf({ facts }: Fault): string {
  return facts['kind'] === 'url' ? '/v1/urls' : '/v1/files/:hash';
}
