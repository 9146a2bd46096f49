import { DAY_MS, HOUR_MS, judgementFault, Registry } from '.';
import type { RegistryRow } from '.';
import { record } from './record.fixture';

const t = Date.UTC(2026, 10, 21);
const { keyHash } = record('a');
const print = keyHash.toString('hex', 0, 4);

function refusal(change: Partial<RegistryRow>, ...others: RegistryRow[]): { detail: string; facts: unknown } {
  const registry = new Registry([record('a', change), ...others]);
  const judgement = registry.judge(keyHash, t);
  if (judgement.granted) throw new Error('granted');
  const current = judgement.entry === null ? null : registry.currentOf(judgement.entry);
  const { detail, facts } = judgementFault(judgement, keyHash, current);
  return { detail: detail.replace(`the license key with fingerprint ${print} `, ''), facts };
}
const hex = (name: string): string => record(name).keyHash.toString('hex');

it.each<[string, ReturnType<typeof refusal>, string, object]>([
  [
    'revoked',
    refusal({ revokedAt: t - DAY_MS }),
    'was revoked at 2026-11-20T00:00:00.000Z',
    { revokedAt: '2026-11-20T00:00:00.000Z' },
  ],
  [
    'changed',
    refusal({ changedAt: t - 2 * HOUR_MS, overlapHours: 1 }),
    'ended at 2026-11-20T23:00:00.000Z: its license was changed at 2026-11-20T22:00:00.000Z, and its new key is awaited',
    { changedAt: '2026-11-20T22:00:00.000Z', endedAt: '2026-11-20T23:00:00.000Z' },
  ],
  [
    'replaced twice',
    refusal(
      { supersededAt: t, supersededBy: hex('b'), overlapHours: 0 },
      record('b', { supersededAt: t, supersededBy: hex('c') }),
      record('c'),
    ),
    `ended at 2026-11-21T00:00:00.000Z: it was replaced by the key with fingerprint ${hex('c').slice(0, 8)} at 2026-11-21T00:00:00.000Z`,
    {
      supersededAt: '2026-11-21T00:00:00.000Z',
      endedAt: '2026-11-21T00:00:00.000Z',
      currentFingerprint: hex('c').slice(0, 8),
    },
  ],
  [
    'not valid yet',
    refusal({ notBefore: t + DAY_MS }),
    'is not valid before 2026-11-22T00:00:00.000Z',
    { notBefore: '2026-11-22T00:00:00.000Z' },
  ],
  [
    'expired',
    refusal({ expiresAt: t }),
    'expired at 2026-11-21T00:00:00.000Z',
    { expiresAt: '2026-11-21T00:00:00.000Z', endedAt: '2026-11-21T00:00:00.000Z' },
  ],
  [
    'expired with its grace',
    refusal({ expiresAt: t - DAY_MS, graceDays: 1 }),
    'expired at 2026-11-20T00:00:00.000Z, and its grace ended at 2026-11-21T00:00:00.000Z',
    { expiresAt: '2026-11-20T00:00:00.000Z', endedAt: '2026-11-21T00:00:00.000Z' },
  ],
])('%s: since when and what to look for, for the holder of the key', (_name, { detail, facts }, said, told) => {
  expect(detail).toBe(said);
  expect(facts).toEqual({ fingerprint: print, licenseId: 'L-1', ...told });
});

it('tells nothing of a key that is not submitted', () => {
  expect(refusal({ submittedAt: null })).toEqual({ detail: 'is refused', facts: { fingerprint: print } });
});

it('ends, though keys replace each other in a ring', () => {
  const ring = record('b', { supersededAt: t, supersededBy: hex('a') });
  expect(refusal({ supersededAt: 1, supersededBy: hex('b') }, ring).facts).toMatchObject({ licenseId: 'L-1' });
});
