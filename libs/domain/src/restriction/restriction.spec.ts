import { createHash } from 'node:crypto';
import { OBJECT_TYPES } from '../zone';
import type { ObjectType } from '../zone';
import type { SourcedRestriction } from './request-restriction';
import { restrictedFault } from './restricted-fault';
import { restrictionsAt } from './restrictions-in-force';
import { isLetThrough, restrictionIdentity } from './sampling';

const FROM = Date.parse('2026-11-22T10:00:00Z');
const UNTIL = Date.parse('2026-11-22T11:00:00Z');
const off = (change: Partial<SourcedRestriction> = {}): SourcedRestriction => ({
  objects: ['url'],
  mode: 'disabled',
  sample: null,
  notBefore: '2026-11-22T10:00:00Z',
  until: '2026-11-22T11:00:00Z',
  reason: 'a flood',
  source: 'provider',
  ...change,
});
const sampled = (sample: number, change: Partial<SourcedRestriction> = {}): SourcedRestriction =>
  off({ mode: 'sampled', sample, ...change });
const vendor = (covered: readonly ObjectType[], ...restrictions: SourcedRestriction[]) => ({
  restrictions,
  covers: (type: ObjectType) => covered.includes(type),
});

describe('time', () => {
  it('holds from its first instant to before its last', () => {
    const general = [off()];
    const words = [FROM - 1, FROM, UNTIL - 1, UNTIL].map((now) => restrictionsAt({ general, vendors: [] }, now).status);
    expect(words).toEqual(['enabled', 'restricted', 'restricted', 'enabled']);
  });

  it('says until when it says the same', () => {
    const sources = { general: [off()], vendors: [vendor(['file'], off({ notBefore: '2026-11-22T10:30:00Z' }))] };
    const at = (now: number) => restrictionsAt(sources, now);
    const half = Date.parse('2026-11-22T10:30:00Z');
    expect(at(FROM - 1)).toMatchObject({ from: -Infinity, until: FROM });
    expect(at(FROM)).toMatchObject({ from: FROM, until: half });
    expect(at(half)).toMatchObject({ from: half, until: UNTIL });
    expect(at(UNTIL)).toMatchObject({ from: UNTIL, until: Infinity });
  });

  it('has no end where none is set', () => {
    const general = [off({ until: null })];
    expect(restrictionsAt({ general, vendors: [] }, FROM + 10 ** 12)).toMatchObject({
      status: 'restricted',
      until: Infinity,
    });
  });
});

describe('several restrictions', () => {
  const at = (general: SourcedRestriction[], ...vendors: ReturnType<typeof vendor>[]) =>
    restrictionsAt({ general, vendors }, FROM);

  it('let the tightest decide, and name each with the kinds for which it does', () => {
    const { status, deciding, listed } = at([
      sampled(50, { objects: ['url', 'file'] }),
      sampled(10),
      off({ objects: ['ip'] }),
    ]);
    expect(status).toBe('restricted');
    expect([deciding.url?.sample, deciding.file?.sample, deciding.ip?.mode, deciding.domain]).toEqual([
      10,
      50,
      'disabled',
      null,
    ]);
    expect(listed.map((one) => one.objects)).toEqual([['file'], ['url'], ['ip']]);
  });

  it('switch the service off when they switch off every kind', () => {
    const all = off({ objects: OBJECT_TYPES });
    expect(at([all]).status).toBe('disabled');
    expect(at([sampled(1, { objects: OBJECT_TYPES })]).status).toBe('restricted');
    expect(at([off({ objects: OBJECT_TYPES.filter((type) => type !== 'ip') })]).status).toBe('restricted');
    expect(at([], vendor(['file'], all)).status).toBe('disabled');
  });

  it("bind no request that another vendor's feeds could answer", () => {
    const everything = off({ objects: OBJECT_TYPES });
    const { deciding } = at([], vendor(['file', 'ip'], everything), vendor(['file']));
    expect([deciding.file, deciding.ip?.mode, deciding.url]).toEqual([null, 'disabled', null]);
    expect(at([], vendor([], everything), vendor(['url'])).status).toBe('enabled');
  });

  it('are as loose as the loosest of the vendors that cover a kind, and as tight as the provider says', () => {
    const vendors = [vendor(['url'], sampled(10)), vendor(['url'], sampled(60), sampled(80))];
    expect(at([], ...vendors).deciding.url?.sample).toBe(60);
    expect(at([sampled(5)], ...vendors).deciding.url?.sample).toBe(5);
    expect(at([sampled(90)], ...vendors).deciding.url?.sample).toBe(60);
  });
});

describe('a sample', () => {
  const ids = Array.from({ length: 100_000 }, (_, n) =>
    createHash('md5')
      .update(`endpoint ${String(n)}`)
      .digest('hex'),
  );

  it.each([1, 25, 99])('lets %i %% of endpoints through', (sample) => {
    const through = ids.filter((id) => isLetThrough(sampled(sample), id)).length / 1_000;
    expect(Math.abs(through - sample)).toBeLessThan(1);
  });

  it('is the same for all its time, kinds and sources, and another for another restriction', () => {
    const some = ids.slice(0, 1_000);
    const drawn = (one: SourcedRestriction) => some.filter((id) => isLetThrough(one, id));
    const first = drawn(sampled(50));
    expect(drawn(sampled(50, { source: 'vendor acme', objects: ['file'], until: '2026-11-22T11:00:00.000Z' }))).toEqual(
      first,
    );
    expect(some.filter((id) => isLetThrough(sampled(50), id.toUpperCase()))).toEqual(first);
    const other = new Set(drawn(sampled(50, { reason: 'another flood' })));
    const both = first.filter((id) => other.has(id)).length;
    expect(both).toBeGreaterThan(150);
    expect(both).toBeLessThan(350);
    expect(restrictionIdentity(sampled(50, { until: null }))).not.toBe(restrictionIdentity(sampled(50)));
  });

  it('is nobody where requests are switched off', () => {
    expect(ids.slice(0, 1_000).some((id) => isLetThrough(off(), id))).toBe(false);
  });
});

describe('the refusal', () => {
  it('names kind, reason and end, and the time to come again, of an hour at most', () => {
    const { code, status, facts } = restrictedFault(off(), 'url', UNTIL - 90_500);
    expect([code, status]).toEqual(['SERVICE_RESTRICTED', 503]);
    expect(facts).toEqual({
      kind: 'url',
      reason: 'a flood',
      until: '2026-11-22T11:00:00Z',
      source: 'provider',
      retryAfterSeconds: 91,
    });
    expect(restrictedFault(off({ until: null }), 'url', FROM).facts.retryAfterSeconds).toBe(3_600);
    expect(restrictedFault(sampled(7, { until: '2027-01-01T00:00:00Z' }), 'url', FROM).facts.retryAfterSeconds).toBe(
      3_600,
    );
  });
});
