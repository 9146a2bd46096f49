import { ageText, endText, momentText } from './moments';

it('says the end of a day as that day, whichever way it is told', () => {
  expect(endText('2027-11-22')).toBe('the end of 2027-11-22 UTC');
  expect(endText('2027-11-23T00:00:00.000Z')).toBe('the end of 2027-11-22 UTC');
  expect(endText('2027-11-22T12:30:59Z')).toBe('2027-11-22 12:30 UTC');
});

it('says times in UTC to the minute, and leaves what is none as it is', () => {
  expect(momentText('2027-11-22T12:30:59.123Z')).toBe('2027-11-22 12:30 UTC');
  expect([momentText('-'), endText('x'), endText('2027-99-99')]).toEqual(['-', 'x', '2027-99-99']);
});

it('says an age in the unit that says most', () => {
  expect([0, 1_500, 119_999, 120_000, 7_199_999, 7_200_000, 172_800_000].map(ageText)).toEqual([
    '0 seconds',
    '1 second',
    '119 seconds',
    '2 minutes',
    '119 minutes',
    '2 hours',
    '2 days',
  ]);
});
