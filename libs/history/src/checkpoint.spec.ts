import { PAYLOAD_TYPES, generateSigningKey, publicKeyFromRaw, signEnvelope, signingKeyToPem } from '@pksn/signing';
import fc from 'fast-check';
import type { Checkpoint } from './index';
import {
  checkpointDue,
  historyPublicKey,
  historyPublicPem,
  isNotable,
  openCheckpoint,
  signCheckpoint,
  superfluousCheckpoints,
} from './index';

const DAY_MS = 86_400_000;
const key = generateSigningKey();
const verifier = historyPublicKey(historyPublicPem(key.privateKey));
const checkpoint: Checkpoint = {
  installation: '3b9e1a52-0c1f-4a55-9d3c-2d9a6a1f7c11',
  number: 7,
  sequence: 900,
  hash: 'ab'.repeat(32),
  at: Date.parse('2026-11-22T05:00:00Z'),
  cause: 'break',
  previous: 'cd'.repeat(32),
  accepted: { actor: 'ops', reason: 'restored the backup of Monday' },
};

describe('a checkpoint', () => {
  it('comes back as it was signed, with the digest that the next one names', () => {
    const opened = openCheckpoint(signCheckpoint(checkpoint, key), verifier);
    expect(opened).toEqual({ ...checkpoint, digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    const plain = { ...checkpoint, previous: null, accepted: null, number: 1, cause: 'first' } as const;
    expect(openCheckpoint(signCheckpoint(plain, key), verifier)).toMatchObject(plain);
  });

  it('is refused when another key has signed it', () => {
    const text = signCheckpoint(checkpoint, generateSigningKey());
    expect(() => openCheckpoint(text, verifier)).toThrow(/HISTORY_CHECKPOINT: key [0-9a-f]{8} may not sign/);
  });

  it('is refused with any character changed, left out or added, and never believed otherwise', () => {
    const text = signCheckpoint(checkpoint, key);
    const place = fc.nat(text.length - 2);
    fc.assert(
      fc.property(place, fc.string({ minLength: 1, maxLength: 1 }), fc.nat(1), (at, put, gone) => {
        const bent = text.slice(0, at) + put + text.slice(at + gone);
        let opened;
        try {
          opened = openCheckpoint(bent, verifier);
        } catch (error) {
          expect(error).toMatchObject({ code: 'HISTORY_CHECKPOINT' });
          return;
        }
        expect(opened).toMatchObject({ ...checkpoint });
      }),
    );
  });

  it.each([
    ['another format', { format: 2 }],
    ['an unknown cause', { cause: 'whim' }],
    ['a negative sequence', { sequence: -1 }],
    ['no installation', { installation: 'here' }],
    ['a field too many', { extra: 1 }],
    ['a hash that is none', { hash: 'AB' }],
    ['a reason of control characters', { accepted: { actor: 'a', reason: '\u001b[2J' } }],
  ])('is refused with %s, rightly signed or not', (_, change) => {
    const { payload } = JSON.parse(signCheckpoint(checkpoint, key)) as { payload: string };
    const fields = { ...(JSON.parse(Buffer.from(payload, 'base64').toString()) as object), ...change };
    const bytes = Buffer.from(JSON.stringify(fields));
    const text = JSON.stringify(signEnvelope(PAYLOAD_TYPES.historyCheckpoint, bytes, [key]));
    expect(() => openCheckpoint(text, verifier)).toThrow(/^HISTORY_CHECKPOINT/);
    const foreign = JSON.stringify(signEnvelope(PAYLOAD_TYPES.license, Buffer.from(payload, 'base64'), [key]));
    expect(() => openCheckpoint(foreign, verifier)).toThrow(/the payload type must be/);
    expect(() => openCheckpoint('x'.repeat(20_000), verifier)).toThrow(/at most/);
  });
});

it('takes a public key and no private one', () => {
  expect(verifier.keyid).toBe(key.keyid);
  expect(verifier.publicKey.equals(publicKeyFromRaw(key.publicKey))).toBe(true);
  for (const pem of [signingKeyToPem(key), 'nothing', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n']) {
    expect(() => historyPublicKey(pem)).toThrow(/^HISTORY_KEY/);
  }
});

describe('the next checkpoint', () => {
  const rule = { entries: 1_000, everyMs: 900_000 };
  const last = { sequence: 100, at: 5_000_000 };
  const due = (sequence: number, now = last.at, isOne = false): unknown =>
    checkpointDue({ last, sequence, now, isNotable: isOne }, rule);

  it('is due at first, after an activation, after many entries, and after a time in which something happened', () => {
    expect(checkpointDue({ last: null, sequence: 0, isNotable: false, now: 0 }, rule)).toBe('first');
    expect(due(101, last.at, true)).toBe('activation');
    expect([due(1_099), due(1_100)]).toEqual([null, 'entries']);
    expect([due(101, last.at + 899_999), due(101, last.at + 900_000)]).toEqual([null, 'time']);
    expect(due(101, last.at - 900_000)).toBe('time');
    expect(due(100, last.at + 10 * DAY_MS, true)).toBeNull();
  });

  it('follows what changes the answers of whole feeds', () => {
    const notable = [
      'snapshot.activated',
      'snapshot.reverted',
      'trust.added',
      'feed.released',
      'history.break-accepted',
    ];
    expect(notable.filter((one) => !isNotable(one))).toEqual([]);
    expect(['feed.set', 'override.changed', 'package.received'].filter(isNotable)).toEqual([]);
  });
});

it('keeps the newest checkpoints, the last of a day for 400 days, and the last of a month for ever', () => {
  const now = Date.parse('2026-11-22T12:00:00Z');
  const hourly = Array.from({ length: 24 * 800 }, (_, n) => ({ number: 24 * 800 - n, at: now - n * 3_600_000 }));
  const gone = new Set(superfluousCheckpoints(hourly, now));
  const kept = hourly.filter((one) => !gone.has(one.number));
  expect(kept.slice(0, 200)).toEqual(hourly.slice(0, 200));
  const days = new Set(kept.map((one) => new Date(one.at).toISOString().slice(0, 10)));
  expect(kept.length).toBeLessThan(200 + 400 + 30);
  expect(days.size).toBeGreaterThan(400);
  const months = (list: readonly { at: number }[]): Set<string> =>
    new Set(list.map((one) => new Date(one.at).toISOString().slice(0, 7)));
  expect(months(kept)).toEqual(months(hourly));
});
