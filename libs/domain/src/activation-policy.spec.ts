import { activationText, nextActivation, parseActivation } from './activation-policy';

const next = (policy: string, after: string): string => {
  const parsed = parseActivation(policy);
  if (parsed.kind !== 'daily') throw new Error('not daily');
  return new Date(nextActivation(parsed, Date.parse(after))).toISOString().replace(':00.000Z', 'Z');
};

it.each(['immediate', 'manual', '03:30 Europe/Berlin', '00:00 UTC', '23:59 America/Argentina/Ushuaia'])(
  'reads and writes %s',
  (text) => expect(activationText(parseActivation(text))).toBe(text),
);

it('takes an hour without a zone as UTC', () => {
  expect(activationText(parseActivation('07:05'))).toBe('07:05 UTC');
});

it.each([
  '',
  'never',
  '24:00',
  '3:30',
  '03:60',
  '03:30 Mars/Base',
  '03:30 Europe/Berlin x',
  '03:30  UTC',
  '03:30\nUTC',
])('refuses "%s"', (text) =>
  expect(() => parseActivation(text)).toThrow(expect.objectContaining({ code: 'FEED_ACTIVATION' })),
);

it.each([
  ['later today', '03:30 Europe/Berlin', '2026-11-22T01:00:00Z', '2026-11-22T02:30Z'],
  ['this very moment', '03:30 Europe/Berlin', '2026-11-22T02:30:00Z', '2026-11-22T02:30Z'],
  ['tomorrow, a moment too late', '03:30 Europe/Berlin', '2026-11-22T02:30:00.001Z', '2026-11-23T02:30Z'],
  ['the zone of the feed, not of the machine', '08:00 Asia/Kathmandu', '2026-11-22T00:00:00Z', '2026-11-22T02:15Z'],
  ['a day that is already tomorrow there', '00:15 Pacific/Auckland', '2026-11-22T11:00:00Z', '2026-11-22T11:15Z'],
  ['summer time', '03:30 Europe/Berlin', '2026-06-30T12:00:00Z', '2026-07-01T01:30Z'],
])('comes %s', (_what, policy, after, expected) => expect(next(policy, after)).toBe(expected));

// Berlin, 2027-03-28: 01:59 is followed by 03:00 (01:00 UTC).
it.each([
  ['before the jump', '2027-03-27T12:00:00Z', '2027-03-28T01:00Z'],
  ['at the jump', '2027-03-28T01:00:00Z', '2027-03-28T01:00Z'],
  ['after it, on the next day', '2027-03-28T01:01:00Z', '2027-03-29T00:30Z'],
])('an hour that does not exist comes when the clocks jump over it: asked %s', (_when, after, expected) =>
  expect(next('02:30 Europe/Berlin', after)).toBe(expected),
);

// Berlin, 2026-10-25: 02:59 (00:59 UTC) is followed by 02:00 (01:00 UTC).
it.each([
  ['before it', '2026-10-25T00:00:00Z', '2026-10-25T00:30Z'],
  ['between its two passes', '2026-10-25T00:45:00Z', '2026-10-26T01:30Z'],
  ['in the second pass, before that minute', '2026-10-25T01:10:00Z', '2026-10-26T01:30Z'],
  ['after both', '2026-10-25T02:00:00Z', '2026-10-26T01:30Z'],
])('an hour that comes twice counts once: asked %s', (_when, after, expected) =>
  expect(next('02:30 Europe/Berlin', after)).toBe(expected),
);

it('knows jumps of half an hour, and midnights that are jumped over', () => {
  // Lord Howe, 2026-10-04: 01:59 is followed by 02:30 (15:30 UTC of the day before).
  expect(next('02:15 Australia/Lord_Howe', '2026-10-03T12:00:00Z')).toBe('2026-10-03T15:30Z');
  // Beirut, 2027-03-28: the day begins at 01:00 (22:00 UTC of the day before).
  expect(next('00:10 Asia/Beirut', '2027-03-27T12:00:00Z')).toBe('2027-03-27T22:00Z');
});

it('leaves out a day that the calendar of the zone leaves out', () => {
  // Samoa went from 29 to 31 December 2011 at midnight (10:00 UTC).
  expect(next('12:00 Pacific/Apia', '2011-12-29T23:00:00Z')).toBe('2011-12-30T22:00Z');
});

it.each(['02:30 Europe/Berlin', '01:30 America/New_York', '02:10 Australia/Lord_Howe'])(
  'comes exactly once a day around both changes of the clocks: %s',
  (policy) => {
    const day = new Intl.DateTimeFormat('sv-SE', { timeZone: policy.slice(6), dateStyle: 'short' });
    for (const from of ['2026-03-22T00:00:00Z', '2026-10-22T00:00:00Z']) {
      const seen: number[] = [];
      for (let after = from; seen.length < 20;) {
        const moment = next(policy, after);
        seen.push(Date.parse(day.format(new Date(moment))) / 86_400_000);
        after = new Date(Date.parse(moment) + 1).toISOString();
      }
      expect(seen).toEqual(seen.map((_, n) => (seen[0] as number) + n));
    }
  },
);
