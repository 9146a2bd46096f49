import { endText, momentText } from './moments';

it('says the end of a day as that day, whichever way it is told', () => {
  expect(endText('2027-11-22')).toBe('the end of 2027-11-22 UTC');
  expect(endText('2027-11-23T00:00:00.000Z')).toBe('the end of 2027-11-22 UTC');
  expect(endText('2027-11-22T12:30:59Z')).toBe('2027-11-22 12:30 UTC');
});

it('says times in UTC to the minute, and leaves what is none as it is', () => {
  expect(momentText('2027-11-22T12:30:59.123Z')).toBe('2027-11-22 12:30 UTC');
  expect([momentText('-'), endText('x'), endText('2027-99-99')]).toEqual(['-', 'x', '2027-99-99']);
});
