import type { WireObject } from '@pksn/contract';
import { LOOKUP_ANSWER_SCHEMA, LOOKUP_BODY_SCHEMA, QUERY_LIMITS, REPUTATION_SCHEMA } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import type { Clock } from '@pksn/runtime';
import type { FastifyInstance } from 'fastify';
import type { LicenseGate } from '../license/license-gate';
import type { Lookup } from './lookup';
import { askCertificate, askDomain, askFile, askIp, askSoftware, askUrl } from './questions';

const text = { type: 'string' } as const;
const query = (required: readonly string[], optional: readonly string[] = []): object => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties: Object.fromEntries([...required, ...optional].map((name) => [name, text])),
});
const single = { response: { 200: REPUTATION_SCHEMA } };

/** QUERY-API: single lookups by GET, up to 1,000 objects by POST. Nothing here waits for anything. */
export function lookupRoutes(http: FastifyInstance, lookup: Lookup, license: LicenseGate, clock: Clock): void {
  const onRequest = license.check;
  http.get<{ Params: { hash: string } }>('/v1/files/:hash', { schema: single, onRequest }, (request, reply) =>
    reply.send(lookup.one(license.grantOf(request), askFile(request.params.hash), clock.now())),
  );
  http.get<{ Querystring: { url: string } }>('/v1/urls', { schema: { ...single, querystring: query(['url']) }, onRequest }, (request, reply) =>
    reply.send(lookup.one(license.grantOf(request), askUrl(request.query.url), clock.now())),
  );
  http.get<{ Params: { name: string } }>('/v1/domains/:name', { schema: single, onRequest }, (request, reply) =>
    reply.send(lookup.one(license.grantOf(request), askDomain(request.params.name), clock.now())),
  );
  http.get<{ Params: { address: string } }>('/v1/ips/:address', { schema: single, onRequest }, (request, reply) =>
    reply.send(lookup.one(license.grantOf(request), askIp(request.params.address), clock.now())),
  );
  http.get<{ Params: { thumbprint: string } }>('/v1/certificates/:thumbprint', { schema: single, onRequest }, (request, reply) =>
    reply.send(lookup.one(license.grantOf(request), askCertificate(request.params.thumbprint), clock.now())),
  );
  http.get<{ Querystring: { vendor: string; product: string; version?: string } }>(
    '/v1/software',
    { schema: { ...single, querystring: query(['vendor', 'product'], ['version']) }, onRequest },
    (request, reply) => {
      const { vendor, product, version } = request.query;
      return reply.send(lookup.one(license.grantOf(request), askSoftware(vendor, product, version ?? null), clock.now()));
    },
  );
  http.post<{ Body: { objects: WireObject[] } }>(
    '/v1/lookup',
    {
      schema: { body: LOOKUP_BODY_SCHEMA, response: { 200: LOOKUP_ANSWER_SCHEMA } },
      onRequest,
      bodyLimit: QUERY_LIMITS.bulkBodyBytes,
    },
    (request, reply) => {
      const { objects } = request.body;
      if (objects.length > QUERY_LIMITS.bulkObjects) {
        throw new Fault('REQUEST_TOO_LARGE', `a bulk holds at most 1,000 objects; this one holds ${String(objects.length)}`);
      }
      return reply.send(lookup.many(license.grantOf(request), objects, clock.now()));
    },
  );
}
