import type { Clock } from '@pksn/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { LicenseGate } from '../license/license-gate';
import { ANSWER_TYPE } from './answer-text';
import { bulkRoute } from './bulk-route';
import { fileFastPath } from './file-fast-path';
import type { FastCounts } from './file-fast-path';
import type { Lookup } from './lookup';
import { packedRoute } from './packed-route';
import type { Asked } from '@pksn/lookup';
import { askCertificate, askDomain, askFile, askIp, askSoftware, askUrl } from '@pksn/lookup';

const text = { type: 'string' } as const;
const query = (required: readonly string[], optional: readonly string[] = []): object => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties: Object.fromEntries([...required, ...optional].map((name) => [name, text])),
});

/** QUERY-API: single lookups by GET, up to 1,000 objects by POST. Nothing here waits for anything. */
export function lookupRoutes(
  http: FastifyInstance,
  lookup: Lookup,
  license: LicenseGate,
  clock: Clock,
  counts: FastCounts = { fastFiles: 0, fastUrls: 0, count: () => undefined },
): void {
  const onRequest = license.check;
  const answer = (request: FastifyRequest, reply: FastifyReply, asked: Asked): FastifyReply => {
    const text = lookup.one(license.grantOf(request).entry, asked, clock.now(), request.raw.rawHeaders);
    return reply.type(ANSWER_TYPE).send(Buffer.from(text, 'latin1'));
  };
  if (license.isImmediate) fileFastPath(http, lookup, license, clock, counts);
  http.get<{ Params: { hash: string } }>('/v1/files/:hash', { onRequest }, (request, reply) =>
    answer(request, reply, askFile(request.params.hash)),
  );
  const byUrl = { schema: { querystring: query(['url']) }, onRequest };
  http.get<{ Querystring: { url: string } }>('/v1/urls', byUrl, (request, reply) =>
    answer(request, reply, askUrl(request.query.url)),
  );
  http.get<{ Params: { name: string } }>('/v1/domains/:name', { onRequest }, (request, reply) =>
    answer(request, reply, askDomain(request.params.name)),
  );
  http.get<{ Params: { address: string } }>('/v1/ips/:address', { onRequest }, (request, reply) =>
    answer(request, reply, askIp(request.params.address)),
  );
  http.get<{ Params: { thumbprint: string } }>('/v1/certificates/:thumbprint', { onRequest }, (request, reply) =>
    answer(request, reply, askCertificate(request.params.thumbprint)),
  );
  const bySoftware = { schema: { querystring: query(['vendor', 'product'], ['version']) }, onRequest };
  http.get<{ Querystring: { vendor: string; product: string; version?: string } }>(
    '/v1/software',
    bySoftware,
    (request, reply) => {
      const { vendor, product, version } = request.query;
      return answer(request, reply, askSoftware(vendor, product, version ?? null));
    },
  );
  bulkRoute(http, lookup, license, clock);
  packedRoute(http, lookup.packed, license, clock);
}
