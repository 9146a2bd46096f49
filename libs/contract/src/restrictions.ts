import { OBJECT_TYPES, RESTRICTION_MODES } from '@pksn/domain';

type Schema = Readonly<Record<string, unknown>>;
const TEXT: Schema = { type: 'string' };
const TIME_OR_NULL: Schema = { type: ['string', 'null'] };

/** A restriction as /v1/status lists it: of kinds of objects, or `source: load`, which has fields of its own. */
const RESTRICTION_SCHEMA: Schema = {
  type: 'object',
  required: ['reason', 'source'],
  additionalProperties: true,
  properties: {
    objects: { type: 'array', items: { type: 'string', enum: OBJECT_TYPES } },
    mode: { type: 'string', enum: RESTRICTION_MODES },
    sample: { type: ['integer', 'null'], minimum: 1, maximum: 99 },
    notBefore: TEXT,
    until: TIME_OR_NULL,
    reason: TEXT,
    source: { ...TEXT, description: '`provider`, `vendor NAME` or `load`' },
  },
};

/** The members of /v1/status that say whether the service may be asked. */
export const SERVICE_STATUS_SCHEMA: Schema = {
  type: 'object',
  required: ['status', 'restrictions'],
  additionalProperties: true,
  properties: {
    status: { type: 'string', enum: ['enabled', 'restricted', 'disabled'] },
    restrictions: { type: 'array', items: RESTRICTION_SCHEMA },
  },
};
