import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { LOOKUP_ANSWER_SCHEMA, REPUTATION_SCHEMA } from '@pksn/contract';
import { TRUST_GROUPS, ZONES, defaultTrustGroup, firstSeenDate, popularityOfBucket } from '@pksn/domain';
import type { Zone } from '@pksn/domain';
import type { Finding } from '@pksn/reputation-index';
import type { CurrentGeneration } from '../generation/current-generation';
import type { View } from '../generation/live-generation';
import { writeErrorSlot, writeReputation } from './answer-text';
import { envelopeMembers } from './envelope-text';
import { JsonBytes } from './json-bytes';
import { AS_OF, EPOCH, generationWith, registryOf, registryRow } from './live-generation.fixture';
import type { Asked } from '@pksn/lookup';
import { askCertificate, askDomain, askFile, askIp, askSoftware, askUrl } from '@pksn/lookup';

const HOSTILE = [
  '',
  'EICAR-Test-File',
  '"',
  '\\',
  '\\"},{"zone":"green',
  '</script><!--',
  '\u0000\u0001\u001f\u007f\u0080',
  '\b\t\n\f\r\v',
  '\u2028\u2029',
  'Ünïcödé 漢字 🦠',
  '\ud800',
  'a\udc00b',
  '\ud83e\ud83e\udda0',
  `${'x'.repeat(100)}"${'y'.repeat(100)}`,
  `${'x'.repeat(100)}\ud800`,
  '__proto__',
  '\ufeff',
];

/** What was asked, and the object of the answer beside `type`. */
const ASKED: readonly [Asked, Record<string, unknown>][] = [
  [askFile('AB'.repeat(32)), { sha256: 'ab'.repeat(32) }],
  [askFile('cD'.repeat(20)), { sha1: 'cd'.repeat(20) }],
  [askFile('ef'.repeat(16)), { md5: 'ef'.repeat(16) }],
  [askCertificate('AB'.repeat(32)), { sha256: 'ab'.repeat(32) }],
  [askCertificate('ab'.repeat(20)), { sha1: 'ab'.repeat(20) }],
  [askUrl('http://example.org/"\\\u2028\n?a=1'), { url: 'http://example.org/"\\\u2028\n?a=1' }],
  [askDomain('EXAMPLE.org'), { domain: 'EXAMPLE.org' }],
  [askIp('192.0.2.1'), { ip: '192.0.2.1' }],
  ...HOSTILE.filter((text) => text.trim() !== '').map((text): [Asked, Record<string, unknown>] => [
    askSoftware(text, text, text),
    { vendor: text, product: text, version: text },
  ]),
  [askSoftware('', 'p', null), { vendor: '', product: 'p', version: null }],
];

function* findings(): Generator<Finding> {
  const hash = (bytes: number): Buffer => Buffer.alloc(bytes, 0xa5);
  const sources: Finding['source'][] = [{ kind: 'none' }, { kind: 'feed', feed: 'acme/core', version: 2 ** 40 }];
  for (const reason of HOSTILE) sources.push({ kind: 'override', owner: 'customer', reason });
  const groups = [null, ...TRUST_GROUPS];
  const hashes = [{}, { sha1: hash(20), md5: hash(16) }, { md5: hash(16), sha256: hash(32) }];
  for (let i = 0; i < 400; i++) {
    const text = (n: number): string | null => (i % n === 0 ? null : (HOSTILE[i % HOSTILE.length] ?? null));
    yield {
      zone: ZONES[i % ZONES.length] as Zone,
      trustGroup: groups[i % groups.length] ?? null,
      popularityBucket: i % 64,
      firstSeenDay: (i * 331) % 65_536,
      threat: text(3),
      product: text(4),
      source: sources[i % sources.length] as Finding['source'],
      hashes: hashes[i % hashes.length] as Finding['hashes'],
      matched: text(5),
    };
  }
}

const hex = (hash: Buffer | undefined): string | undefined => hash?.toString('hex');

/** The answer as an object, for the schema to serialize. */
function reputation({ type }: Asked, object: object, finding: Finding): Record<string, unknown> {
  const { zone, threat, product, source, hashes, matched } = finding;
  const names = Object.entries({ sha256: hex(hashes.sha256), sha1: hex(hashes.sha1), md5: hex(hashes.md5) });
  return {
    object: { type, ...object, ...Object.fromEntries(names.filter(([, name]) => name !== undefined)) },
    zone,
    threat,
    product,
    trustGroup: finding.trustGroup ?? defaultTrustGroup(zone, type),
    popularity: popularityOfBucket(finding.popularityBucket),
    firstSeen: firstSeenDate(finding.firstSeenDay),
    source,
    ...(['url', 'domain', 'ip'].includes(type) ? { matched } : {}),
  };
}

/** The finding, without the hash that was asked: the index never repeats it. */
function withoutAsked(object: object, finding: Finding): Finding {
  const names = Object.entries(finding.hashes).filter(([kind]) => !(kind in object));
  return { ...finding, hashes: Object.fromEntries(names) };
}

const out = new JsonBytes();

function written(asked: Asked, finding: Finding): string {
  writeReputation(out.begin(), asked, finding);
  return out.take().toString();
}

describe('answers built by hand', () => {
  let http: FastifyInstance;
  let view: View;
  let generations: CurrentGeneration;
  let next: unknown;
  /** By the schema of the contract, without a request for each object. */
  let serialize: (answer: object) => string;

  beforeAll(async () => {
    http = Fastify();
    http.get('/one', { schema: { response: { 200: REPUTATION_SCHEMA } } }, (_request, reply) => {
      serialize = reply.getSerializationFunction('200') as typeof serialize;
      return next;
    });
    http.get('/bulk', { schema: { response: { 200: LOOKUP_ANSWER_SCHEMA } } }, () => next);
    await http.ready();
    generations = generationWith([]);
    const key = Buffer.alloc(32);
    const judgement = registryOf(registryRow(key)).judge(key, 1);
    if (!judgement.granted) throw new Error(judgement.code);
    view = generations.current().viewOf(judgement.entry);
  });
  afterAll(() => http.close());

  /** What Fastify sends for the object, by the schema of the contract. */
  const serialized = async (url: string, answer: unknown): Promise<string> => {
    next = answer;
    return (await http.inject({ url })).body;
  };
  const envelope = (stale: boolean, coverage: string): object => ({
    epoch: EPOCH,
    generation: 12,
    asOf: AS_OF,
    stale,
    coverage,
    infrastructure: 'private',
  });

  it('are byte for byte what the schema serializes, for every kind of object and hostile text', async () => {
    let n = 0;
    for (const [asked, object] of ASKED) {
      for (const found of findings()) {
        const finding = withoutAsked(object, found);
        const now = n % 2 === 0 ? 0 : Number.MAX_SAFE_INTEGER;
        const members = `${written(asked, finding)},${envelopeMembers(generations.current(), view, asked.type, now).toString()}`;
        const outer = envelope(now > 0, view.coverage[asked.type]);
        const answer = { ...reputation(asked, object, finding), ...outer };
        // The first and some more as they are sent.
        expect(`{${members}}`).toBe(n % 500 === 0 ? await serialized('/one', answer) : serialize(answer));
        n += 1;
      }
    }
    expect(n).toBeGreaterThan(8_000);
  });

  it('are the same in a bulk, beside slots that hold an error', async () => {
    const slots: string[] = [];
    const results: object[] = [];
    let i = 0;
    for (const found of findings()) {
      const [asked, object] = ASKED[i++ % ASKED.length] as (typeof ASKED)[number];
      const finding = withoutAsked(object, found);
      slots.push(`{${written(asked, finding)}}`);
      results.push(reputation(asked, object, finding));
      const error = { code: 'OBJECT_MALFORMED', detail: HOSTILE[i % HOSTILE.length] ?? '' } as const;
      writeErrorSlot(out.begin(), error);
      slots.push(out.take().toString());
      results.push({ error });
    }
    const text = `{${envelopeMembers(generations.current(), view, 'bulk', 0).toString()},"results":[${slots.join(',')}]}`;
    expect(text).toBe(await serialized('/bulk', { ...envelope(false, 'partial'), results }));
    expect(JSON.parse(text)).toMatchObject({ results: expect.any(Array) });
  });
});

describe('hashes that are asked', () => {
  it.each([
    'g'.repeat(64),
    `${'a'.repeat(63)}\u0130`,
    `${'a'.repeat(63)}\u0161`,
    ' '.repeat(32),
    'a'.repeat(39),
    `0x${'a'.repeat(62)}`,
  ])('are refused unless every character is hexadecimal: %j', (hash) => {
    expect(() => askFile(hash)).toThrow('OBJECT_MALFORMED');
    expect(() => askCertificate(hash)).toThrow('OBJECT_MALFORMED');
  });
});
