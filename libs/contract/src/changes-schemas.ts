import { OBJECT_TYPES, SECTION_NAMES, TRUST_GROUPS, ZONES } from '@pksn/domain';
import { ENVELOPE_PROPERTIES } from './query-schemas';

type Schema = Readonly<Record<string, unknown>>;

const text = { type: 'string' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const nullable = (type: string): Schema => ({ type: [type, 'null'] });
const hex = { type: 'string', pattern: '^[0-9a-f]+$' } as const;
const object = (properties: Schema, optional: readonly string[] = []): Schema => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  properties,
});

const SIBLINGS_SCHEMA = object({ sha256: hex, sha1: hex, md5: hex }, ['sha256', 'sha1', 'md5']);
const SECTION: Schema = { type: 'string', enum: SECTION_NAMES };

const DEGREE = { type: 'string', enum: ['full', 'partial', 'none'] } as const;
const VIEW_SCHEMA = object({
  revision: count,
  scope: { type: 'string', pattern: '^[0-9a-f]{32}$' },
  freshUntil: nullable('string'),
  coverage: object(Object.fromEntries(OBJECT_TYPES.map((type) => [type, DEGREE]))),
  feeds: { type: 'object', additionalProperties: count },
});

export const CHANGES_ANSWER_SCHEMA = object({
  ...ENVELOPE_PROPERTIES,
  cursor: text,
  reset: { type: 'boolean' },
  more: { type: 'boolean' },
  view: VIEW_SCHEMA,
  changes: {
    type: 'array',
    items: {
      oneOf: [
        object({ section: SECTION, key: hex, siblings: SIBLINGS_SCHEMA }),
        object({ license: object({ revision: count }) }),
      ],
    },
  },
});

const PREFIX_ENTRY_SCHEMA = object(
  {
    key: hex,
    zone: { type: 'string', enum: ZONES },
    threat: nullable('string'),
    product: nullable('string'),
    trustGroup: { type: ['string', 'null'], enum: [...TRUST_GROUPS, null] },
    popularity: nullable('integer'),
    firstSeen: nullable('string'),
    siblings: SIBLINGS_SCHEMA,
    source: {
      type: 'object',
      properties: { kind: { type: 'string', enum: ['override', 'feed'] } },
      required: ['kind'],
    },
    order: count,
  },
  ['siblings'],
);

export const PREFIX_ANSWER_SCHEMA = object({
  ...ENVELOPE_PROPERTIES,
  section: SECTION,
  prefix: hex,
  entries: { type: 'array', items: PREFIX_ENTRY_SCHEMA },
  cursor: nullable('string'),
  cache: object({ present: count, absent: count }),
});
