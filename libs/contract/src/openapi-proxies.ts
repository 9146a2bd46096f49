import { ENDPOINT_REPORT_SCHEMA } from './contributions/endpoint-report';
import { DELIVERY_ANSWER_SCHEMA } from './delivery';
import { BYTES, CONFIRMED, json, NEEDED_ENDPOINT, parameter, PART, problem } from './openapi-parts';
import type { Json } from './openapi-parts';
import { PROXY_STANDING_SCHEMA } from './proxy-standing';

/** In place of the license key, which a proxy does not keep. */
const DELIVERY: readonly Json[] = [
  {
    ...parameter('PKSN-License-Hash', 'header'),
    description: 'SHA-256 of the license key in its canonical spelling',
    schema: { type: 'string', pattern: '^[0-9a-f]{64}$' },
  },
  {
    ...parameter('PKSN-Judged', 'header'),
    description: 'When the proxy last heard that the key is good',
    schema: { type: 'string', format: 'date-time' },
  },
  {
    ...parameter('PKSN-Delivery', 'header'),
    description:
      '`QUEUE/NUMBER/ENTRY`: 128 bits in hexadecimal, a number that is higher for each delivery, a digest of what is delivered',
    schema: { type: 'string', pattern: '^[0-9a-f]{32}/[1-9][0-9]{0,14}/[0-9a-f]{32}$' },
  },
  parameter('PKSN-Proxy-Via', 'header', false),
];

/** What proxies ask, for which their client certificate is the credential. */
export const PROXY_PATHS: Json = {
  '/v1/proxy/settings': {
    get: {
      summary: 'As what a proxy is known by its client certificate, and what is set for it; needs no key',
      security: [{ proxyCertificate: [] }],
      parameters: [
        parameter('PKSN-Proxy-Via', 'header', false),
        parameter('If-None-Match', 'header', false),
        {
          ...parameter('PKSN-Proxy-Counts', 'header', false),
          description:
            'Objects since the last answer: `lookups=120, cached=100, stale=0` (all that were answered; of them from the cache, with and without the link)',
        },
      ],
      responses: {
        200: json(PROXY_STANDING_SCHEMA, 'Known'),
        304: { description: 'Nothing else is set than the ETag said' },
        default: problem,
      },
    },
  },
  '/v1/proxy/deliveries/statistics': {
    post: {
      summary: 'What a proxy took for /v1/statistics while it was cut off; a number that was taken before does nothing',
      security: [{ proxyCertificate: [] }],
      parameters: [...DELIVERY, NEEDED_ENDPOINT],
      requestBody: { required: true, content: { 'application/json': { schema: ENDPOINT_REPORT_SCHEMA } } },
      responses: { 200: json(DELIVERY_ANSWER_SCHEMA, 'Taken, now or before'), default: problem },
    },
  },
  '/v1/proxy/deliveries/submissions': {
    post: {
      summary:
        'What a proxy took for /v1/submissions while it was cut off; a number that was taken before does nothing',
      security: [{ proxyCertificate: [] }],
      parameters: [...DELIVERY, NEEDED_ENDPOINT, CONFIRMED, PART],
      requestBody: { required: true, content: { 'application/octet-stream': { schema: BYTES } } },
      responses: { 200: json(DELIVERY_ANSWER_SCHEMA, 'Taken, now or before'), default: problem },
    },
  },
};
