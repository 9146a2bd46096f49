import { createHash } from 'node:crypto';
import { DAY_MS, EndpointSketch, HOUR_MS, endpointMark } from '@pksn/licensing';
import type { KeyUseRow, RegisteredKey } from '@pksn/store-postgres';
import { rolloutOf } from './rollout';

const now = Date.UTC(2026, 10, 21, 15);
const today = Date.UTC(2026, 10, 21);
const hashOf = (name: string): Buffer => createHash('sha256').update(name).digest();

const key = (name: string, change: Partial<RegisteredKey> = {}): RegisteredKey => ({
  keyHash: hashOf(name),
  vendor: 'acme',
  licenseId: 'L-1',
  customerId: 'C-1',
  vendorCustomerId: 'C-1',
  customerName: 'Example customer',
  issuedAt: now - 30 * DAY_MS,
  submittedAt: now - 30 * DAY_MS,
  notBefore: 0,
  expiresAt: now + 300 * DAY_MS,
  graceDays: 14,
  supersededAt: null,
  supersededBy: null,
  overlapHours: 72,
  changedAt: null,
  revokedAt: null,
  feeds: null,
  grantedFeeds: [],
  requestsPerSecond: null,
  digest: '',
  supersedes: [],
  product: 'P',
  edition: 'E',
  seats: 2_000,
  receivedAt: now,
  submittedBy: 'test',
  ...change,
});
const fresh = key('fresh', { issuedAt: now - DAY_MS });
const old = key('old', { supersededAt: now - DAY_MS, supersededBy: hashOf('fresh').toString('hex') });
const use = (name: string, from: number, to: number, change: Partial<KeyUseRow> = {}): KeyUseRow => {
  const sketch = new EndpointSketch();
  for (let n = from; n < to; n++) sketch.add(endpointMark('salt', String(n)));
  const requests = 10 * (to - from);
  return { keyHash: hashOf(name), day: today, requests, malformedIds: 0, lastSeen: now - HOUR_MS, sketch, ...change };
};
const fingerprintOf = (name: string): string => hashOf(name).toString('hex').slice(0, 8);

it('tells who uses which key, who has moved, and how to go on', () => {
  const yesterday = { day: today - DAY_MS, lastSeen: today - HOUR_MS };
  const uses = [use('old', 0, 100, yesterday), use('old', 60, 100), use('fresh', 0, 60), use('fresh', 100, 110)];
  const rollout = rolloutOf([fresh, old], uses, 7, now);
  expect(rollout).toEqual({
    vendor: 'acme',
    licenseId: 'L-1',
    customer: { id: 'C-1', name: 'Example customer' },
    days: 7,
    overlapHours: 72,
    seats: 2_000,
    seatsSeen: 110,
    exact: true,
    newestKey: fingerprintOf('fresh'),
    movedShare: 70 / 110,
    keys: [
      {
        fingerprint: fingerprintOf('fresh'),
        state: 'current',
        endpoints: 70,
        endpointsToday: 70,
        endpointsLeft: 0,
        requests: 700,
        malformedIds: 0,
        lastSeen: '2026-11-21T14:00:00.000Z',
        overlapEndsAt: null,
      },
      {
        fingerprint: fingerprintOf('old'),
        state: 'overlap',
        endpoints: 100,
        endpointsToday: 40,
        endpointsLeft: 40,
        requests: 1_400,
        malformedIds: 0,
        lastSeen: '2026-11-21T14:00:00.000Z',
        overlapEndsAt: '2026-11-23T15:00:00.000Z',
      },
    ],
    // 24 hours have passed; 168 more make a week from now.
    advice: `40 of 110 endpoints still use key ${fingerprintOf('old')}, which ends on 2026-11-23 15:00 UTC: lengthen with \`pksn license overlap L-1 --hours 192\`, or see them through.`,
  });
});

it('says "about" of what is estimated, and keeps the parts in proportion', () => {
  const rollout = rolloutOf([fresh, old], [use('old', 0, 20_000), use('fresh', 5_000, 20_000)], 7, now);
  expect(rollout.exact).toBe(false);
  expect(Math.abs((rollout.movedShare ?? 0) - 0.75)).toBeLessThan(0.08);
  const left = rollout.keys.find((one) => one.state === 'overlap')?.endpointsLeft ?? 0;
  expect(Math.abs(left - 5_000)).toBeLessThan(2_000);
  expect(rollout.advice).toMatch(/^\d,\d{3} of about \d\d,\d{3} endpoints still use key /);
});

it('ends when nobody is left on the old key, and never refuses seats', () => {
  const done = rolloutOf([fresh, old], [use('old', 0, 50), use('fresh', 0, 60)], 7, now);
  expect(done.advice).toBe(
    `Every endpoint that used key ${fingerprintOf('old')} was seen with the newest key as well.`,
  );
  const many = rolloutOf([key('fresh', { seats: 10 })], [use('fresh', 0, 60)], 7, now);
  expect([many.seats, many.seatsSeen, many.movedShare]).toEqual([10, 60, 1]);
  expect(many.advice).toContain('60 endpoints were seen in 7 days, and 10 seats are licensed; nobody is refused');
  expect(rolloutOf([fresh], [use('fresh', 0, 60)], 7, now).advice).toBeNull();
});

it('knows of endpoints that do not say who they are, and of nobody', () => {
  const silent = rolloutOf([fresh, old], [use('old', 0, 0, { requests: 12 })], 7, now);
  expect(silent.movedShare).toBeNull();
  expect(silent.advice).toContain('is used by endpoints that do not say who they are: lengthen with');
  const garbled = rolloutOf([fresh, old], [use('old', 0, 0, { requests: 12, malformedIds: 3 })], 7, now);
  expect(garbled.keys.map((one) => one.malformedIds)).toEqual([0, 3]);
  expect(garbled.advice).toContain('whose PKSN-Endpoint is not 32 hex digits');
  const nobody = rolloutOf([fresh, old], [], 7, now);
  expect(nobody.keys.map((one) => [one.state, one.lastSeen, one.requests])).toEqual([
    ['current', null, 0],
    ['overlap', null, 0],
  ]);
  expect(nobody.advice).toBeNull();
});

it('leaves out old keys that nobody uses, and takes no revoked key for the newest', () => {
  const gone = key('gone', { supersededAt: now - 60 * DAY_MS, issuedAt: now - 90 * DAY_MS });
  const stolen = key('stolen', { revokedAt: now, issuedAt: now });
  const rollout = rolloutOf([stolen, fresh, old, gone], [use('stolen', 0, 3)], 7, now);
  expect(rollout.newestKey).toBe(fingerprintOf('fresh'));
  expect(rollout.keys.map((one) => one.state)).toEqual(['revoked', 'current', 'overlap']);
});

it('names the awaited key of a changed license', () => {
  const changed = key('old', { changedAt: now - HOUR_MS });
  const rollout = rolloutOf([changed], [use('old', 0, 5)], 7, now);
  expect(rollout.advice).toBe(
    `The license changed and its new key was not submitted yet; key ${fingerprintOf('old')} ends on 2026-11-24 14:00 UTC.`,
  );
});
