import type { Clock } from '@pksn/runtime';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { LicenseGate } from '../license/license-gate';
import type { ChangeStreams } from './change-streams';
import type { PageCache } from './page-cache';

/** Keys of one page. */
export const PAGE_KEYS = 10_000;
const QUERY = {
  type: 'object',
  additionalProperties: false,
  properties: { cursor: { type: 'string' } },
} as const;

interface ChangesRequest {
  Querystring: { cursor?: string };
}

/** `GET /v1/changes`: a page of what may have changed, or with `Accept: text/event-stream` all that comes. */
export function changeRoutes(
  http: FastifyInstance,
  pages: PageCache,
  streams: ChangeStreams,
  license: LicenseGate,
  clock: Clock,
): void {
  http.addHook('preClose', (done) => {
    streams.stop();
    done();
  });
  const schema = { querystring: QUERY };
  http.get<ChangesRequest>('/v1/changes', { schema, onRequest: license.check }, async (request, reply) => {
    const grant = license.grantOf(request);
    if (wantsEvents(request)) {
      streams.requireRoom(grant);
      reply.hijack();
      streams.open(reply.raw, grant, heardLast(request) ?? request.query.cursor ?? null);
      return reply;
    }
    const { text } = await pages.page(grant.entry, request.query.cursor ?? null, PAGE_KEYS, clock.now());
    return reply.header('cache-control', 'no-store').type('application/json; charset=utf-8').send(text);
  });
}

/** Not for HEAD: a stream without a body would tell nothing, and stay open. */
function wantsEvents(request: FastifyRequest): boolean {
  return request.method === 'GET' && (request.headers.accept ?? '').toLowerCase().includes('text/event-stream');
}

/** What a client that connects again has heard last. */
function heardLast(request: FastifyRequest): string | null {
  const id = request.headers['last-event-id'];
  return typeof id === 'string' && id !== '' ? id : null;
}
