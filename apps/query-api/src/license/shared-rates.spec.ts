import type { RegistryRow } from '@pksn/licensing';
import { Registry, requireRate } from '@pksn/licensing';
import { SharedRates } from './shared-rates';

const NOW = Date.UTC(2027, 0, 15);
const RATE = 10;
const MEMBERS = 4;
const ROUND_MS = 200;

function row(keyByte: number, requestsPerSecond: number | null): RegistryRow {
  return {
    keyHash: Buffer.alloc(32, keyByte),
    vendor: 'acme',
    licenseId: `L-${String(keyByte)}`,
    customerId: 'c',
    feeds: null,
    grantedFeeds: [],
    requestsPerSecond,
    issuedAt: NOW - 1,
    notBefore: NOW - 1,
    expiresAt: NOW + 1e9,
    graceDays: 0,
    submittedAt: NOW - 1,
    supersededAt: null,
    supersededBy: null,
    changedAt: null,
    revokedAt: null,
    overlapHours: 72,
  } as unknown as RegistryRow;
}

/** Members of a pool with a registry each, whose clock is set by hand. */
function pool(): {
  members: { rates: SharedRates; ask: () => boolean }[];
  pass: (ms: number) => void;
  tell: () => void;
} {
  let now = NOW;
  const clock = { now: () => now };
  const members = Array.from({ length: MEMBERS }, () => {
    const registry = new Registry([row(1, RATE), row(2, null)]);
    const rates = new SharedRates({ saw: () => undefined }, { registry }, clock);
    const ask = (): boolean => {
      const judgement = registry.judge(Buffer.alloc(32, 1), now);
      if (!judgement.granted) throw new Error(judgement.code);
      try {
        requireRate(judgement.entry, now);
      } catch {
        return false;
      }
      rates.saw(judgement.entry, null, now);
      return true;
    };
    return { rates, ask };
  });
  const tell = (): void => {
    for (const member of members) {
      const granted = member.rates.take(100);
      for (const other of members) if (other !== member) other.rates.charge(granted);
    }
  };
  return { members, pass: (ms) => (now += ms), tell };
}

it('grants a key that asks everywhere at once no more than its rate in the long run', () => {
  const { members, pass, tell } = pool();
  const seconds = 60;
  let granted = 0;
  for (let ms = 0; ms < seconds * 1_000; ms += ROUND_MS) {
    for (const { ask } of members) for (let i = 0; i < RATE; i++) if (ask()) granted += 1;
    tell();
    pass(ROUND_MS);
  }
  // Each member may begin with a burst, which is owed from then on.
  expect(granted).toBeGreaterThanOrEqual(RATE * seconds * 0.8);
  expect(granted).toBeLessThanOrEqual(RATE * (seconds + MEMBERS));
});

it('grants all of its rate to a key that asks only one member, and again where it asked nothing', () => {
  const { members, pass, tell } = pool();
  const [first, second] = members;
  let granted = 0;
  for (let round = 0; round < 50; round++) {
    if (first?.ask() === true) granted += 1;
    tell();
    pass(1_000 / RATE);
  }
  expect(granted).toBe(50);
  pass(2_000);
  expect(Array.from({ length: RATE + 1 }, () => second?.ask())).toEqual([...Array<boolean>(RATE).fill(true), false]);
});

it('tells of no key without a rate, takes unknown keys, and tells of so many at a time', () => {
  const registry = new Registry([row(1, RATE), row(2, null), row(3, RATE)]);
  const seen: number[] = [];
  const use = { saw: (entry: { row: { keyHash: Buffer } }) => void seen.push(entry.row.keyHash[0] as number) };
  const rates = new SharedRates(use, { registry }, { now: () => NOW });
  for (const byte of [1, 2, 3, 1]) {
    const { entry } = registry.judge(Buffer.alloc(32, byte), NOW);
    if (entry !== null) rates.saw(entry, null, NOW);
  }
  expect(seen).toEqual([1, 2, 3, 1]);
  expect(rates.take(1)).toEqual([[Buffer.alloc(32, 1).toString('base64'), 2]]);
  expect(rates.take(10)).toEqual([[Buffer.alloc(32, 3).toString('base64'), 1]]);
  expect(rates.take(10)).toEqual([]);
  expect(() => rates.charge([[Buffer.alloc(32, 9).toString('base64'), 5]])).not.toThrow();
});
