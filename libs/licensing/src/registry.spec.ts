import fc from 'fast-check';
import type { FaultCode } from '@pksn/domain';
import {
  coversFeed,
  DAY_MS,
  generateLicenseKey,
  HOUR_MS,
  judgementFault,
  licenseKeyHash,
  Registry,
  requireRate,
  TokenBucket,
  visibleFeeds,
} from '.';
import type { RegistryRow } from '.';
import { record } from './record.fixture';

const t = Date.UTC(2026, 10, 21);
const refusal = (code: FaultCode) => expect.objectContaining({ name: 'Fault', code });
const key = record('key').keyHash;

/** What the one key of a registry gets at an instant. */
function verdict(change: Partial<RegistryRow>, now: number): string {
  const judgement = new Registry([record('key', change)]).judge(key, now);
  return judgement.granted ? 'granted' : judgement.code;
}

describe('the decision table', () => {
  const overlap = 72 * HOUR_MS;
  it.each<[string, Partial<RegistryRow>, number, string]>([
    ['submitted and current', {}, t, 'granted'],
    ['awaits approval', { submittedAt: null }, t, 'LICENSE_KEY_NOT_SUBMITTED'],
    ['revoked', { revokedAt: t }, t, 'LICENSE_REVOKED'],
    ['revoked, by a clock that stepped back', { revokedAt: t }, t - DAY_MS, 'LICENSE_REVOKED'],
    ['changed, in its overlap', { changedAt: t }, t + overlap - 1, 'granted'],
    ['changed, overlap over', { changedAt: t }, t + overlap, 'LICENSE_CHANGED'],
    ['changed as stolen', { changedAt: t, overlapHours: 0 }, t, 'LICENSE_CHANGED'],
    ['announced to change', { changedAt: t, overlapHours: 0 }, t - 1, 'granted'],
    ['replaced, in its overlap', { supersededAt: t }, t + overlap - 1, 'granted'],
    ['replaced, overlap over', { supersededAt: t }, t + overlap, 'LICENSE_KEY_SUPERSEDED'],
    ['replaced at once', { supersededAt: t, overlapHours: 0 }, t, 'LICENSE_KEY_SUPERSEDED'],
    [
      'changed, then replaced: counts from the change',
      { changedAt: t - HOUR_MS, supersededAt: t },
      t + overlap - HOUR_MS,
      'LICENSE_KEY_SUPERSEDED',
    ],
    [
      'changed, then replaced: a moment before',
      { changedAt: t - HOUR_MS, supersededAt: t },
      t + overlap - HOUR_MS - 1,
      'granted',
    ],
    [
      'replaced, change dated later: counts from the submission',
      { changedAt: t + DAY_MS, supersededAt: t },
      t + overlap,
      'LICENSE_KEY_SUPERSEDED',
    ],
    ['not yet valid', { notBefore: t }, t - 1, 'LICENSE_NOT_YET_VALID'],
    ['valid from its first instant', { notBefore: t }, t, 'granted'],
    ['valid to its last instant', { expiresAt: t }, t - 1, 'granted'],
    ['expired', { expiresAt: t }, t, 'LICENSE_EXPIRED'],
    ['in its grace', { expiresAt: t, graceDays: 14 }, t + 14 * DAY_MS - 1, 'granted'],
    ['past its grace', { expiresAt: t, graceDays: 14 }, t + 14 * DAY_MS, 'LICENSE_EXPIRED'],
  ])('%s', (_name, change, now, expected) => expect(verdict(change, now)).toBe(expected));

  it('is judged in its order: of all that is wrong, the first row counts', () => {
    let wrong: Partial<RegistryRow> = { notBefore: t + 1, expiresAt: t - 1 };
    expect(verdict({ expiresAt: t - 1 }, t)).toBe('LICENSE_EXPIRED');
    expect(verdict(wrong, t)).toBe('LICENSE_NOT_YET_VALID');
    wrong = { ...wrong, supersededAt: t - 100 * DAY_MS };
    expect(verdict(wrong, t)).toBe('LICENSE_KEY_SUPERSEDED');
    wrong = { ...wrong, supersededAt: null, changedAt: t - 100 * DAY_MS };
    expect(verdict(wrong, t)).toBe('LICENSE_CHANGED');
    wrong = { ...wrong, revokedAt: t - 1 };
    expect(verdict(wrong, t)).toBe('LICENSE_REVOKED');
    wrong = { ...wrong, submittedAt: null };
    expect(verdict(wrong, t)).toBe('LICENSE_KEY_NOT_SUBMITTED');
  });

  it('knows no key that nobody registered, however near', () => {
    const registry = new Registry([record('key')]);
    expect(registry.judge(licenseKeyHash(generateLicenseKey()), t)).toEqual({
      granted: false,
      code: 'LICENSE_KEY_NOT_SUBMITTED',
      entry: null,
    });
    for (let bit = 0; bit < 256; bit++) {
      const near = Buffer.from(key);
      near[bit >> 3] = (near[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(registry.judge(near, t)).toMatchObject({ code: 'LICENSE_KEY_NOT_SUBMITTED' });
    }
    expect(registry.judge(key.subarray(0, 31), t)).toMatchObject({ granted: false });
    expect(registry.judge(Buffer.alloc(0), t)).toMatchObject({ granted: false });
  });

  it('is the same from the key as from its hash', () => {
    const keys = Array.from({ length: 300 }, generateLicenseKey);
    const registry = new Registry(keys.slice(1).map((one) => record('', { keyHash: licenseKeyHash(one) })));
    for (const one of keys) expect(registry.judgeKey(one, t)).toEqual(registry.judge(licenseKeyHash(one), t));
    expect(keys.map((one) => registry.judgeKey(one, t).granted)).toEqual(keys.map((_, i) => i > 0));
  });

  it('gives nothing away of a key that awaits approval', () => {
    expect(new Registry([record('key', { submittedAt: null })]).judge(key, t)).toMatchObject({ entry: null });
  });

  it('finds each of 100,000 keys', () => {
    const hashes = Array.from({ length: 100_000 }, (_, i) => {
      const hash = Buffer.alloc(32, 1);
      hash.writeUInt32BE(i, 28);
      return hash;
    });
    const shared = record('key');
    const registry = new Registry(hashes.map((keyHash, i) => ({ ...shared, keyHash, licenseId: `L-${i}` })));
    expect(registry.size).toBe(100_000);
    for (let i = 0; i < hashes.length; i += 997) {
      expect(registry.judge(hashes[i] as Buffer, t)).toMatchObject({
        granted: true,
        entry: { row: { licenseId: `L-${i}` } },
      });
    }
  });

  it('never serves a key again once its overlap or validity has ended', () => {
    const times = fc.option(
      fc.integer({ min: -1_000, max: 1_000 }).map((hours) => t + hours * HOUR_MS),
      { nil: null },
    );
    fc.assert(
      fc.property(times, times, fc.nat(200), fc.nat(2_000), (changedAt, supersededAt, overlapHours, hours) => {
        const change = { changedAt, supersededAt, overlapHours };
        const now = t - 1_000 * HOUR_MS + hours * HOUR_MS;
        const later = now + 7 * HOUR_MS;
        const ended = verdict(change, now);
        if (ended !== 'granted') expect(verdict(change, later)).toBe(ended);
        const start = Math.min(changedAt ?? Infinity, supersededAt ?? Infinity);
        expect(ended === 'granted').toBe(now < start + overlapHours * HOUR_MS);
      }),
    );
  });

  it('becomes an error that names the fingerprint, and neither key nor hash', () => {
    const judgement = new Registry([record('key', { revokedAt: 1 })]).judge(key, t);
    if (judgement.granted) throw new Error('granted');
    const fault = judgementFault(judgement, key);
    expect(fault).toMatchObject({ code: 'LICENSE_REVOKED', facts: { fingerprint: key.toString('hex').slice(0, 8) } });
    expect(JSON.stringify({ ...fault, message: fault.message })).not.toContain(key.toString('hex'));
  });
});

describe('scope', () => {
  const entryOf = (change: Partial<RegistryRow>) => {
    const judgement = new Registry([record('key', change)]).judge(key, t);
    if (!judgement.granted) throw new Error(judgement.code);
    return judgement.entry;
  };
  const live = ['acme/core', 'acme/web', 'rival/core'];
  const none = new Set<string>();

  it.each<[string, Partial<RegistryRow>, string[], string[]]>([
    ['all of its vendor', {}, [], ['acme/core', 'acme/web']],
    ['the feeds that it names', { feeds: ['acme/web'] }, [], ['acme/web']],
    [
      'a granted feed of another vendor',
      { feeds: ['acme/web'], grantedFeeds: ['rival/core'] },
      [],
      ['acme/web', 'rival/core'],
    ],
    ['a feed that is open to all', { feeds: ['acme/web'] }, ['rival/core'], ['acme/web', 'rival/core']],
    ['a feed that is not live', { feeds: ['acme/old', 'acme/core'] }, ['acme/gone'], ['acme/core']],
  ])('is %s', (_name, change, open, expected) => {
    expect(visibleFeeds(entryOf(change), live, new Set(open))).toEqual(expected);
  });

  it('is refused when no live feed is left', () => {
    expect(() => visibleFeeds(entryOf({ vendor: 'gone' }), live, none)).toThrow(refusal('LICENSE_SCOPE'));
    expect(() => visibleFeeds(entryOf({}), [], none)).toThrow(refusal('LICENSE_SCOPE'));
  });

  it('is refused when the request names a feed outside of it', () => {
    expect(visibleFeeds(entryOf({}), live, none, 'acme/web')).toEqual(['acme/core', 'acme/web']);
    for (const named of ['rival/core', 'acme/none', '']) {
      expect(() => visibleFeeds(entryOf({}), live, none, named)).toThrow(refusal('LICENSE_SCOPE'));
    }
  });

  it('does not take a longer vendor name for its own', () => {
    expect(coversFeed(entryOf({}), 'acme-two/core', none)).toBe(false);
    expect(coversFeed(entryOf({}), 'acme', none)).toBe(false);
  });
});

describe('rate', () => {
  it('lets one second of requests through at once, then as many a second', () => {
    const bucket = new TokenBucket(10);
    expect(Array.from({ length: 10 }, () => bucket.take(t))).toEqual(Array(10).fill(0));
    expect(bucket.take(t)).toBe(1);
    expect(bucket.take(t + 99)).toBe(1);
    expect(bucket.take(t + 100)).toBe(0);
    expect(bucket.take(t + 100)).toBe(1);
    expect(Array.from({ length: 11 }, () => bucket.take(t + DAY_MS)).filter((wait) => wait === 0)).toHaveLength(10);
  });

  it('says how long to wait', () => {
    const slow = new TokenBucket(0.1);
    expect(slow.take(t)).toBe(0);
    expect(slow.take(t)).toBe(10);
    expect(slow.take(t + 9_500)).toBe(1);
    expect(slow.take(t + 10_000)).toBe(0);
  });

  it('follows a clock that steps back, without a new burst', () => {
    const bucket = new TokenBucket(1);
    expect(bucket.take(t)).toBe(0);
    expect(bucket.take(t - DAY_MS)).toBe(1);
    expect(bucket.take(t - DAY_MS + 1_000)).toBe(0);
  });

  it('never lets more through than burst and refill, whatever comes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.array(fc.nat(200), { maxLength: 300 }), (rate, gaps) => {
        const bucket = new TokenBucket(rate);
        let now = t;
        let taken = 0;
        for (const gap of gaps) if (bucket.take((now += gap)) === 0) taken++;
        expect(taken).toBeLessThanOrEqual(rate + ((now - t) * rate) / 1_000 + 1e-6);
      }),
    );
  });

  it('is a positive number', () => {
    for (const rate of [0, -1, Number.NaN]) expect(() => new TokenBucket(rate)).toThrow(RangeError);
  });

  it('refuses a request over it, and survives a change of the registry', () => {
    const rows = [record('key', { requestsPerSecond: 1 })];
    const entryIn = (registry: Registry) => {
      const judgement = registry.judge(key, t);
      if (!judgement.granted) throw new Error(judgement.code);
      return judgement.entry;
    };
    const first = new Registry(rows);
    requireRate(entryIn(first), t);
    const over = expect.objectContaining({ code: 'LICENSE_RATE', facts: { retryAfterSeconds: 1 } });
    expect(() => requireRate(entryIn(first), t)).toThrow(over);
    const second = new Registry([...rows, record('another')], first);
    expect(() => requireRate(entryIn(second), t)).toThrow(over);
    const raised = new Registry([record('key', { requestsPerSecond: 2 })], second);
    expect(() => requireRate(entryIn(raised), t)).not.toThrow();
    const unlimited = new Registry([record('key')], raised);
    for (let i = 0; i < 100; i++) requireRate(entryIn(unlimited), t);
  });
});
