import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { Fault } from '@pksn/domain';
import { QUERY_LIMITS } from './limits';
import { problemOf } from './problem';
import {
  LICENSE_SUBMISSION_BODY_SCHEMA,
  LOOKUP_ANSWER_SCHEMA,
  LOOKUP_BODY_SCHEMA,
  PROBLEM_SCHEMA,
  REPUTATION_SCHEMA,
} from './query-schemas';
import type { Envelope, LookupAnswer, Reputation } from './reputation';

const ENVELOPE: Envelope = {
  epoch: '8d7f2f0e-0000-4000-8000-000000000000',
  generation: 12,
  asOf: '2026-11-21T20:51:00.000Z',
  stale: false,
  coverage: 'partial',
  infrastructure: 'private',
};
const KNOWN: Reputation = {
  object: { type: 'file', sha256: 'ab'.repeat(32), sha1: 'cd'.repeat(20), md5: 'ef'.repeat(16) },
  zone: 'red',
  threat: 'EICAR-Test-File',
  product: null,
  trustGroup: 'untrusted',
  popularity: 2 ** 53,
  firstSeen: '1999-01-01',
  source: { kind: 'feed', feed: 'acme/core', version: 7 },
};
const UNKNOWN: Reputation = {
  object: { type: 'url', url: 'http://example.com/' },
  zone: 'grey',
  threat: null,
  product: null,
  trustGroup: null,
  popularity: null,
  firstSeen: null,
  source: { kind: 'none' },
  matched: null,
};
const OVERRIDDEN: Reputation = {
  ...UNKNOWN,
  object: { type: 'software', vendor: 'ACME', product: 'Tool', version: null },
  zone: 'yellow',
  trustGroup: 'low-restricted',
  source: { kind: 'override', owner: 'customer', reason: 'tested by us' },
};
const BULK: LookupAnswer = {
  ...ENVELOPE,
  results: [
    KNOWN,
    { error: { code: 'OBJECT_MALFORMED', detail: 'a file hash has 32, 40 or 64 digits' } },
    UNKNOWN,
    OVERRIDDEN,
  ],
};

/** Fastify with the options of nest-kit, so that schemas are compiled as in the running process. */
async function listener(): Promise<FastifyInstance> {
  const http = Fastify({
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false, strict: false } },
  });
  const answers: Record<string, [object, unknown]> = {
    known: [REPUTATION_SCHEMA, { ...KNOWN, ...ENVELOPE }],
    unknown: [REPUTATION_SCHEMA, { ...UNKNOWN, ...ENVELOPE }],
    overridden: [REPUTATION_SCHEMA, { ...OVERRIDDEN, ...ENVELOPE }],
    bulk: [LOOKUP_ANSWER_SCHEMA, BULK],
    problem: [
      PROBLEM_SCHEMA,
      problemOf(new Fault('NOT_FOUND', 'nothing', { facts: { provider: { name: 'P', contacts: ['c'] }, more: 1 } })),
    ],
  };
  for (const [name, [schema, answer]] of Object.entries(answers)) {
    http.get(`/${name}`, { schema: { response: { 200: schema } } }, () => answer);
  }
  http.post('/lookup', { schema: { body: LOOKUP_BODY_SCHEMA } }, () => ({ taken: true }));
  http.post('/submission', { schema: { body: LICENSE_SUBMISSION_BODY_SCHEMA } }, () => ({ taken: true }));
  await http.ready();
  return http;
}

describe('schemas of the query listener', () => {
  let http: FastifyInstance;
  beforeAll(async () => {
    http = await listener();
  });
  afterAll(() => http.close());

  const get = async (name: string): Promise<unknown> => (await http.inject({ url: `/${name}` })).json();
  const post = async (url: string, payload: unknown): Promise<number> =>
    (await http.inject({ method: 'POST', url, payload: payload as object })).statusCode;

  it('serialize answers without losing or changing a field', async () => {
    expect(await get('known')).toEqual({ ...KNOWN, ...ENVELOPE });
    expect(await get('unknown')).toEqual({ ...UNKNOWN, ...ENVELOPE });
    expect(await get('overridden')).toEqual({ ...OVERRIDDEN, ...ENVELOPE });
    expect(await get('bulk')).toEqual(BULK);
    expect(await get('problem')).toMatchObject({
      code: 'NOT_FOUND',
      provider: { name: 'P', contacts: ['c'] },
      more: 1,
    });
  });

  const software = { vendor: 'ACME', product: 'Tool' };
  it.each<[string, unknown]>([
    ['no object', []],
    [
      'one of each kind',
      [{ file: 'a' }, { url: 'b' }, { domain: 'c' }, { ip: 'd' }, { certificate: 'e' }, { software }],
    ],
    ['software of one version', [{ software: { ...software, version: '1.0' } }]],
    ['software of every version', [{ software: { ...software, version: null } }]],
    ['objects that are judged one by one, later', [{ file: 'not a hash' }, { url: '' }]],
    [
      'more objects than a bulk may hold: the route refuses them with its own code',
      Array(QUERY_LIMITS.bulkObjects + 1).fill({ file: 'a' }),
    ],
  ])('take a bulk of %s', async (_what, objects) => {
    expect(await post('/lookup', { objects })).toBe(200);
  });

  it.each<[string, unknown]>([
    ['nothing', {}],
    ['an array', [{ file: 'a' }]],
    ['an unknown field', { objects: [], more: 1 }],
    ['objects that are no list', { objects: { file: 'a' } }],
    ['an object of no kind', { objects: [{}] }],
    ['an object of two kinds', { objects: [{ file: 'a', url: 'b' }] }],
    ['an object of an unknown kind', { objects: [{ mutex: 'a' }] }],
    ['a number for a hash', { objects: [{ file: 1 }] }],
    ['null for an object', { objects: [null] }],
    ['software without a product', { objects: [{ software: { vendor: 'ACME' } }] }],
    ['software with an empty product', { objects: [{ software: { vendor: 'ACME', product: '' } }] }],
    ['software with an unknown field', { objects: [{ software: { ...software, edition: 'x' } }] }],
    [
      'a part of software that is too long',
      { objects: [{ software: { ...software, version: 'x'.repeat(QUERY_LIMITS.softwarePartChars + 1) } }] },
    ],
  ])('refuse a bulk of %s', async (_what, body) => {
    expect(await post('/lookup', body)).toBe(400);
  });

  it('take a license file, and nothing beside it', async () => {
    expect(await post('/submission', { file: '-----BEGIN LICENSE-----' })).toBe(200);
    for (const body of [
      {},
      { file: '' },
      { file: 1 },
      { file: 'x', key: 'y' },
      { file: 'x'.repeat(QUERY_LIMITS.licenseSubmissionBytes + 1) },
    ]) {
      expect(await post('/submission', body)).toBe(400);
    }
  });
});
