import { CHANGES_ANSWER_SCHEMA, PREFIX_ANSWER_SCHEMA } from './changes-schemas';
import { ENDPOINT_REPORT_SCHEMA, REPORT_ANSWER_SCHEMA } from './contributions/endpoint-report';
import { SAMPLE_ANSWER_SCHEMA } from './contributions/sample-headers';
import { LICENSE_STANDING_SCHEMA } from './license-standing';
import { PARTICIPATION_BODY_SCHEMA, PARTICIPATION_STATE_SCHEMA, STATEMENT_ANSWER_SCHEMA } from './participation';
import { BYTES, CONFIRMED, ENDPOINT, json, NEEDED_ENDPOINT, parameter, PART, problem, QUEUED } from './openapi-parts';
import type { Json } from './openapi-parts';
import { PROXY_PATHS } from './openapi-proxies';
import { PACKED_CONTENT_TYPE } from './packed/packed-format';
import {
  LICENSE_SUBMISSION_BODY_SCHEMA,
  LOOKUP_ANSWER_SCHEMA,
  LOOKUP_BODY_SCHEMA,
  REPUTATION_SCHEMA,
} from './query-schemas';
import { SERVICE_STATUS_SCHEMA } from './restrictions';

const single = (summary: string, parameters: Json[]): Json => ({
  get: {
    summary,
    parameters: [...parameters, ENDPOINT],
    responses: { 200: json(REPUTATION_SCHEMA, 'What is known; grey when nothing is'), default: problem },
  },
});

/** The query listener's OpenAPI 3.1 document, made of the schemas that run. */
export function queryOpenApi(version: string): Json {
  return {
    openapi: '3.1.0',
    info: { title: 'Private KSN query API', version },
    security: [{ licenseKey: [] }, { integrationToken: [] }],
    components: {
      securitySchemes: {
        licenseKey: { type: 'http', scheme: 'bearer', description: 'The license key' },
        integrationToken: {
          type: 'apiKey',
          in: 'header',
          name: 'X-Api-Key',
          description: 'An integration token for the protocol "native", in place of the license key',
        },
        proxyCertificate: { type: 'mutualTLS', description: 'The client certificate of a registered proxy' },
      },
    },
    paths: {
      '/v1/files/{hash}': single('Reputation of a file by MD5, SHA-1 or SHA-256', [parameter('hash', 'path')]),
      '/v1/urls': single('Reputation of a URL', [parameter('url', 'query')]),
      '/v1/domains/{name}': single('Reputation of a domain', [parameter('name', 'path')]),
      '/v1/ips/{address}': single('Reputation of an IPv4 or IPv6 address', [parameter('address', 'path')]),
      '/v1/certificates/{thumbprint}': single('Reputation of a certificate by SHA-1 or SHA-256 thumbprint', [
        parameter('thumbprint', 'path'),
      ]),
      '/v1/software': single('Reputation of a program', [
        parameter('vendor', 'query'),
        parameter('product', 'query'),
        parameter('version', 'query', false),
      ]),
      '/v1/lookup': {
        post: {
          summary: 'Up to 1,000 objects of any kind, answered from one generation in the order asked',
          parameters: [ENDPOINT],
          requestBody: { required: true, content: { 'application/json': { schema: LOOKUP_BODY_SCHEMA } } },
          responses: { 200: json(LOOKUP_ANSWER_SCHEMA, 'One result for each object'), default: problem },
        },
      },
      '/v1/lookup/packed': {
        post: {
          summary: 'The same by packed bytes, as docs/packed-lookup.md describes them',
          parameters: [ENDPOINT],
          requestBody: { required: true, content: { [PACKED_CONTENT_TYPE]: { schema: BYTES } } },
          responses: {
            200: { description: 'One slot for each object', content: { [PACKED_CONTENT_TYPE]: { schema: BYTES } } },
            default: problem,
          },
        },
      },
      '/v1/changes': {
        get: {
          summary:
            'What may have changed for this license since a cursor; as server-sent events when they are accepted',
          parameters: [parameter('cursor', 'query', false), parameter('Last-Event-ID', 'header', false)],
          responses: {
            200: {
              description: 'A page of changes, or events whose data is one',
              content: {
                'application/json': { schema: CHANGES_ANSWER_SCHEMA },
                'text/event-stream': { schema: { type: 'string' } },
              },
            },
            default: problem,
          },
        },
      },
      '/v1/prefixes/{section}/{prefix}': {
        get: {
          summary: 'Every effective record under a prefix of 2 to 4 bytes, in pages',
          parameters: [parameter('section', 'path'), parameter('prefix', 'path'), parameter('cursor', 'query', false)],
          responses: { 200: json(PREFIX_ANSWER_SCHEMA, 'A page of records'), default: problem },
        },
      },
      '/v1/status': {
        get: {
          summary: 'Provider, service status and database',
          responses: { 200: json(SERVICE_STATUS_SCHEMA, 'Status'), default: problem },
        },
      },
      '/v1/license': {
        get: {
          summary: 'What the key that asks may do, until when, and what will become of it',
          responses: { 200: json(LICENSE_STANDING_SCHEMA, 'Standing of the license key'), default: problem },
        },
      },
      '/v1/statements/{language}': {
        get: {
          summary: 'Text of the statement that is in force, or of the one with an id',
          parameters: [parameter('language', 'path'), parameter('id', 'query', false)],
          responses: { 200: json(STATEMENT_ANSWER_SCHEMA, 'The statement'), default: problem },
        },
      },
      '/v1/participation': {
        get: {
          summary: 'How this endpoint answered the statement',
          parameters: [NEEDED_ENDPOINT],
          responses: { 200: json(PARTICIPATION_STATE_SCHEMA, 'Where it stands'), default: problem },
        },
        put: {
          summary: 'Begin or stop to take part, for this endpoint alone',
          parameters: [NEEDED_ENDPOINT],
          requestBody: { required: true, content: { 'application/json': { schema: PARTICIPATION_BODY_SCHEMA } } },
          responses: { 200: json(PARTICIPATION_STATE_SCHEMA, 'Where it stands now'), default: problem },
        },
      },
      '/v1/statistics': {
        post: {
          summary:
            'What an endpoint counted and detected, where its user contributes; no field of it can be about a person',
          parameters: [NEEDED_ENDPOINT],
          requestBody: { required: true, content: { 'application/json': { schema: ENDPOINT_REPORT_SCHEMA } } },
          responses: { 200: json(REPORT_ANSWER_SCHEMA, 'Taken'), 202: QUEUED, default: problem },
        },
      },
      '/v1/submissions': {
        post: {
          summary:
            'A suspicious file or a part of one, where its user contributes and agreed to exactly these bytes; no name or path of it is taken',
          parameters: [NEEDED_ENDPOINT, CONFIRMED, PART],
          requestBody: {
            required: true,
            content: { 'application/octet-stream': { schema: BYTES } },
          },
          responses: {
            200: json(SAMPLE_ANSWER_SCHEMA, 'Taken, whether it was known or not'),
            202: QUEUED,
            default: problem,
          },
        },
      },
      '/v1/license-submissions': {
        post: {
          summary: "Submit a new key's signed license file; needs no key",
          security: [],
          requestBody: { required: true, content: { 'application/json': { schema: LICENSE_SUBMISSION_BODY_SCHEMA } } },
          responses: {
            200: json({ type: 'object' }, 'In force'),
            202: json({ type: 'object' }, 'Waits for approval'),
            default: problem,
          },
        },
      },
      ...PROXY_PATHS,
      '/healthz': { get: { summary: 'Liveness', security: [], responses: { 200: json({ type: 'object' }, 'Alive') } } },
      '/readyz': {
        get: {
          summary: 'Readiness',
          security: [],
          responses: { 200: json({ type: 'object' }, 'Ready'), 503: json({ type: 'object' }, 'Not ready') },
        },
      },
    },
  };
}
