import type { RegistryRow } from '.';
import { DAY_MS, entryOf, HOUR_MS, keyStateOf, licenseNotices } from '.';
import { record } from './record.fixture';

const t = Date.UTC(2026, 10, 21);
const year = { expiresAt: t + 365 * DAY_MS };

it.each<[string, Partial<RegistryRow>, string, [string, string][]]>([
  ['a current key', year, 'current', []],
  ['31 days before expiry', { expiresAt: t + 30 * DAY_MS + 1 }, 'current', []],
  [
    '30 days before expiry',
    { expiresAt: t + 30 * DAY_MS },
    'current',
    [['LICENSE_EXPIRING', 'the license expires in 30 days, at 2026-12-21T00:00:00.000Z']],
  ],
  [
    'the last day',
    { expiresAt: t + HOUR_MS },
    'current',
    [['LICENSE_EXPIRING', 'the license expires within a day, at 2026-11-21T01:00:00.000Z']],
  ],
  [
    'in its grace',
    { expiresAt: t, graceDays: 2 },
    'grace',
    [
      [
        'LICENSE_IN_GRACE',
        'the license expired at 2026-11-21T00:00:00.000Z and is in its grace until 2026-11-23T00:00:00.000Z',
      ],
    ],
  ],
  [
    'replaced',
    { ...year, supersededAt: t, overlapHours: 24 },
    'overlap',
    [['LICENSE_KEY_SUPERSEDED', 'this key was replaced by a newer one and ends at 2026-11-22T00:00:00.000Z']],
  ],
  [
    'changed, its new key awaited',
    { ...year, changedAt: t, overlapHours: 24 },
    'overlap',
    [
      [
        'LICENSE_CHANGED',
        'the license was changed: this key ends at 2026-11-22T00:00:00.000Z, and its new key is to be submitted before',
      ],
    ],
  ],
])('%s', (_name, change, state, notices) => {
  const entry = entryOf(record('a', change), null);
  expect(keyStateOf(entry, t)).toBe(state);
  expect(licenseNotices(entry, t)).toEqual(notices.map(([code, detail]) => ({ code, detail })));
});

it('says both when a replaced key is about to expire', () => {
  const entry = entryOf(record('a', { supersededAt: t, expiresAt: t + DAY_MS }), null);
  expect(licenseNotices(entry, t).map((notice) => notice.code)).toEqual(['LICENSE_KEY_SUPERSEDED', 'LICENSE_EXPIRING']);
});
