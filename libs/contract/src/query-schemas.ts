import { OBJECT_TYPES, TRUST_GROUPS, ZONES } from '@pksn/domain';
import { QUERY_LIMITS } from './limits';
import { INFRASTRUCTURES } from './reputation';

/*
 * The schemas that validate requests on the query listener, and to which its answers are held byte for byte.
 * /openapi.json is made of the same objects, so the document cannot drift from what runs. Shapes only: whether a hash or an address is well
 * formed is judged object by object, because a bulk answers every other object.
 */
type Schema = Readonly<Record<string, unknown>>;

const nullable = (type: string): Schema => ({ type: [type, 'null'] });
const text: Schema = { type: 'string' };
const part: Schema = { type: 'string', maxLength: QUERY_LIMITS.softwarePartChars };

export const SOFTWARE_SCHEMA: Schema = {
  type: 'object',
  additionalProperties: false,
  required: ['vendor', 'product'],
  properties: {
    vendor: part,
    product: { ...part, minLength: 1 },
    version: { type: ['string', 'null'], maxLength: QUERY_LIMITS.softwarePartChars },
  },
};

const WIRE_OBJECT_SCHEMA: Schema = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  maxProperties: 1,
  properties: { file: text, url: text, domain: text, ip: text, certificate: text, software: SOFTWARE_SCHEMA },
};

export const LOOKUP_BODY_SCHEMA: Schema = {
  type: 'object',
  additionalProperties: false,
  required: ['objects'],
  properties: { objects: { type: 'array', items: WIRE_OBJECT_SCHEMA } },
};

export const ENVELOPE_PROPERTIES: Schema = {
  epoch: text,
  generation: { type: 'integer' },
  asOf: text,
  stale: { type: 'boolean' },
  coverage: { type: 'string', enum: ['full', 'partial', 'none'] },
  infrastructure: { type: 'string', enum: INFRASTRUCTURES },
};

const REPUTATION_PROPERTIES: Schema = {
  object: { type: 'object', properties: { type: { type: 'string', enum: OBJECT_TYPES } }, additionalProperties: true },
  zone: { type: 'string', enum: ZONES },
  threat: nullable('string'),
  product: nullable('string'),
  trustGroup: { type: ['string', 'null'], enum: [...TRUST_GROUPS, null] },
  popularity: nullable('integer'),
  firstSeen: nullable('string'),
  source: {
    type: 'object',
    properties: { kind: { type: 'string', enum: ['override', 'feed', 'none'] } },
    additionalProperties: true,
  },
  matched: nullable('string'),
};

export const REPUTATION_SCHEMA: Schema = {
  type: 'object',
  properties: { ...REPUTATION_PROPERTIES, ...ENVELOPE_PROPERTIES },
};

export const LOOKUP_ANSWER_SCHEMA: Schema = {
  type: 'object',
  properties: {
    ...ENVELOPE_PROPERTIES,
    results: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: true,
        properties: { ...REPUTATION_PROPERTIES, error: { type: 'object', additionalProperties: true } },
      },
    },
  },
};

export const PROBLEM_SCHEMA: Schema = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: text,
    title: text,
    status: { type: 'integer' },
    detail: text,
    code: text,
    advice: text,
    provider: { type: 'object', properties: { name: text, contacts: { type: 'array', items: text } } },
  },
  additionalProperties: true,
};

export const LICENSE_SUBMISSION_BODY_SCHEMA: Schema = {
  type: 'object',
  additionalProperties: false,
  required: ['file'],
  properties: { file: { type: 'string', minLength: 1, maxLength: QUERY_LIMITS.licenseSubmissionBytes } },
};
