import { decodePackedAnswer, decodePackedQuestion, encodePackedQuestion } from '@pksn/contract';
import type { RequestRestriction } from '@pksn/domain';
import { entryOf } from '@pksn/licensing';
import { sectionLayout } from '@pksn/domain';
import { CurrentGeneration } from '../generation/current-generation';
import { LiveGeneration } from '../generation/live-generation';
import { EPOCH, AS_OF, feedWith, registryRow } from '../lookup/live-generation.fixture';
import { Lookup } from '../lookup/lookup';
import { askFile, askIp } from '@pksn/lookup';
import { PrefixAnswers } from '../prefixes/prefix-answers';
import { ServiceRestrictions } from './service-restrictions';

const FROM = Date.parse('2026-11-22T10:00:00Z');
const UNTIL = Date.parse('2026-11-22T11:00:00Z');
const HASH = 'ab'.repeat(32);
const off = (change: Partial<RequestRestriction> = {}): RequestRestriction => ({
  objects: ['file'],
  mode: 'disabled',
  sample: null,
  notBefore: '2026-11-22T10:00:00Z',
  until: '2026-11-22T11:00:00Z',
  reason: 'a "flood"',
  ...change,
});
const entry = entryOf(registryRow(Buffer.alloc(32, 7), { grantedFeeds: ['rival/web'] }), null);

interface World {
  standing?: RequestRestriction[];
  policies?: Record<string, RequestRestriction[]>;
}

function world({ standing = [], policies = {} }: World) {
  const generations = new CurrentGeneration();
  const state = { standing };
  const restrictions = new ServiceRestrictions({ generations, standing: () => state.standing });
  const feeds = Object.keys({ 'acme/core': 1, ...policies }).map((name, i) => feedWith(name, i, []));
  const overrides = { providerOverrides: null, customerOverrides: new Map() };
  const facts = { epoch: EPOCH, number: 1, asOf: AS_OF, infrastructure: 'private' as const };
  const live = new LiveGeneration(
    { ...facts, ...overrides, feeds, policies: new Map(Object.entries(policies)) },
    new Set(),
  );
  generations.switchTo(live);
  return { state, generations, restrictions, lookup: new Lookup(generations, undefined, restrictions), live };
}
const restricted = expect.objectContaining({ code: 'SERVICE_RESTRICTED' }) as Error;

it('looks at nothing before the first restriction begins, nor when all are over', () => {
  expect(world({}).restrictions.from).toBe(Infinity);
  const { restrictions, lookup } = world({
    standing: [off()],
    policies: { 'acme/core': [off({ notBefore: '2026-11-22T10:30:00Z' })] },
  });
  const at = jest.spyOn(restrictions, 'at');
  expect(restrictions.from).toBe(FROM);
  lookup.one(entry, askFile(HASH), FROM - 1);
  expect(at).not.toHaveBeenCalled();
  expect(() => lookup.one(entry, askFile(HASH), FROM)).toThrow(restricted);
  expect(() => lookup.one(entry, askFile(HASH), UNTIL - 1)).toThrow(restricted);
  lookup.one(entry, askFile(HASH), UNTIL);
  expect(restrictions.from).toBe(Infinity);
});

it('follows what the provider sets and lifts', () => {
  const { state, generations, restrictions, lookup, live } = world({ standing: [off()] });
  expect(() => lookup.one(entry, askFile(HASH), FROM)).toThrow(restricted);
  lookup.one(entry, askIp('192.0.2.1'), FROM);
  state.standing = [];
  generations.switchTo(live);
  expect(restrictions.from).toBe(Infinity);
  lookup.one(entry, askFile(HASH), FROM);
});

it('has the refusal in its slot of a bulk, whichever way the bulk is read', () => {
  const { lookup } = world({ standing: [off({ objects: ['file', 'domain'] })] });
  const key = Buffer.from(HASH, 'hex');
  const results = (...asked: Parameters<Lookup['many']>) =>
    (JSON.parse(lookup.many(...asked).toString()) as { results: { error?: object; zone?: string }[] }).results;
  const refused = { code: 'SERVICE_RESTRICTED', kind: 'file', reason: 'a "flood"', until: '2026-11-22T11:00:00Z' };
  expect(results(entry, [{ ip: '192.0.2.1' }, { file: HASH }, { file: 'x' }], FROM)).toMatchObject([
    { zone: 'grey' },
    { error: refused },
    { error: { code: 'OBJECT_MALFORMED' } },
  ]);
  const list = { kind: 'sha256' as const, keys: Buffer.concat([key, key]) };
  expect(results(entry, list, FROM)).toMatchObject([{ error: refused }, { error: refused }]);

  const question = decodePackedQuestion(
    encodePackedQuestion({
      hashes: false,
      runs: [
        { kind: 'file-sha256', count: 2, keys: list.keys },
        { kind: 'url', count: 1, texts: ['http://example.org/'] },
        { kind: 'domain', count: 1, texts: ['example.org'] },
      ],
    }),
  );
  const packed = decodePackedAnswer(lookup.packed.answer(entry, question, FROM));
  expect(packed.results).toMatchObject([
    { error: { code: 'SERVICE_RESTRICTED' } },
    { error: { code: 'SERVICE_RESTRICTED' } },
    { zone: 'grey' },
    { error: { code: 'SERVICE_RESTRICTED' } },
  ]);
  expect(results(entry, list, UNTIL)).toMatchObject([{ zone: 'grey' }, { zone: 'grey' }]);
});

it('refuses a list by prefix when it holds a kind that is off', async () => {
  const { generations, restrictions } = world({ standing: [off({ objects: ['domain'] })] });
  const answers = new PrefixAnswers(generations, { present: 1, absent: 1 }, 10, restrictions);
  const query = (section: 'web' | 'file-sha256') => ({
    section: sectionLayout(section),
    prefix: Buffer.alloc(2),
    cursor: null,
  });
  await expect(answers.page(entry, query('web'), FROM)).rejects.toEqual(restricted);
  expect(await answers.page(entry, query('file-sha256'), FROM)).toMatchObject({ entries: [] });
});

it("keeps one vendor's policy from the kinds that another vendor's visible feed covers", () => {
  const everything = off({ objects: ['file', 'url', 'domain', 'ip', 'certificate', 'software'] });
  const { restrictions, live, lookup } = world({ policies: { 'rival/web': [everything] } });
  expect(restrictions.at(live.viewOf(entry), FROM).status).toBe('enabled');
  lookup.one(entry, askFile(HASH), FROM);
  const alone = entryOf(registryRow(Buffer.alloc(32, 8), { vendor: 'rival' }), null);
  expect(restrictions.at(live.viewOf(alone), FROM)).toMatchObject({
    status: 'disabled',
    listed: [{ source: 'vendor rival' }],
  });
  expect(() => lookup.one(alone, askIp('192.0.2.1'), FROM)).toThrow(restricted);
});

it('draws the sample by the endpoint, and by the key where none is named', () => {
  const { lookup } = world({ standing: [off({ mode: 'sampled', sample: 50 })] });
  const isTaken = (headers: string[], of = entry): boolean => {
    try {
      lookup.one(of, askFile(HASH), FROM, headers);
      return true;
    } catch {
      return false;
    }
  };
  const ids = Array.from({ length: 40 }, (_, n) => n.toString(16).padStart(32, '3'));
  const taken = ids.map((id) => isTaken(['PKSN-Endpoint', id]));
  expect(new Set(taken).size).toBe(2);
  expect(ids.map((id) => isTaken(['pksn-endpoint', id.toUpperCase()]))).toEqual(taken);
  const keys = Array.from({ length: 40 }, (_, n) => entryOf(registryRow(Buffer.alloc(32, n)), null));
  expect(new Set(keys.map((one) => isTaken([], one))).size).toBe(2);
});
