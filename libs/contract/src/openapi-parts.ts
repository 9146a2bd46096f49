import { PROBLEM_SCHEMA } from './query-schemas';

export type Json = Readonly<Record<string, unknown>>;

export const json = (schema: Json, description: string): Json => ({
  description,
  content: { 'application/json': { schema } },
});
export const problem: Json = {
  description: 'A typed error',
  content: { 'application/problem+json': { schema: PROBLEM_SCHEMA } },
};
export const QUEUED: Json = json(
  { type: 'object', required: ['queued'], properties: { queued: { const: true } } },
  'Taken by a proxy that is cut off from the service, which hands it in later',
);
export const BYTES: Json = { type: 'string', format: 'binary' };
export const parameter = (name: string, where: 'path' | 'query' | 'header', required = true): Json => ({
  name,
  in: where,
  required,
  schema: { type: 'string' },
});

/** Every route that takes a license key takes it; how many endpoints there are is counted by it, and nothing is refused. */
export const ENDPOINT: Json = {
  name: 'PKSN-Endpoint',
  in: 'header',
  required: false,
  schema: { type: 'string', pattern: '^[0-9a-fA-F]{32}$' },
  description:
    'The id of the endpoint: 128 random bits, made once, as 32 hex digits. It counts endpoints; without it, or in another form, the request is answered all the same',
};

export const NEEDED_ENDPOINT: Json = {
  ...ENDPOINT,
  required: true,
  description: 'The id of the endpoint whose answer it is',
};

export const CONFIRMED: Json = {
  name: 'PKSN-Confirmed',
  in: 'header',
  required: true,
  description: 'SHA-256 of the bytes that are sent, in lower-case hexadecimal: what a person agreed to',
  schema: { type: 'string', pattern: '^[0-9a-f]{64}$' },
};
export const PART: Json = {
  name: 'PKSN-Part',
  in: 'header',
  description: 'Of a part: `offset=BYTES;total=BYTES;sha256=HEX`, the last two of the whole file',
  schema: { type: 'string' },
};
