import fc from 'fast-check';
import { firstSeenDate, firstSeenDay, popularityBucket, popularityOfBucket } from './record-numbers';

describe('popularity', () => {
  it.each([
    [0, 0, null],
    [1, 1, 1],
    [2, 2, 2],
    [3, 2, 2],
    [4, 3, 4],
    [511, 9, 256],
    [512, 10, 512],
    [1_000, 10, 512],
    [1_023, 10, 512],
    [1_024, 11, 1_024],
    [2 ** 62, 63, 2 ** 62],
    [Number.MAX_VALUE, 63, 2 ** 62],
    [Infinity, 63, 2 ** 62],
  ])('of %d is bucket %d, shown as %p', (count, bucket, shown) => {
    expect(popularityBucket(count)).toBe(bucket);
    expect(popularityOfBucket(bucket)).toBe(shown);
  });

  it('is a power of two, rounded down, and never more than what was counted', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 48 }), (count) => {
        const shown = popularityOfBucket(popularityBucket(count)) ?? 0;
        expect(shown <= count && count < shown * 2).toBe(true);
      }),
    );
  });

  // Known defect: Math.log2 rounds up close below large powers of two, from 2^49 - 1 on.
  it('is rounded down also where doubles are coarse', () => {
    expect(popularityOfBucket(popularityBucket(2 ** 53 - 1))).toBe(2 ** 52);
  });

  it('is unknown where nothing was counted', () => {
    expect([-1, 0.5, Number.NaN].map(popularityBucket)).toEqual([0, 0, 0]);
  });
});

describe('first seen', () => {
  it.each([
    ['1970-01-02', 1],
    ['1999-01-01', 10_592],
    ['2024-02-29', 19_782],
    ['2149-06-06', 65_535],
  ])('%s is day %d and comes back', (date, day) => {
    expect(firstSeenDay(date)).toBe(day);
    expect(firstSeenDate(day)).toBe(date);
  });

  it.each([
    ['before the first day that can be told from "unknown"', '1970-01-01'],
    ['before 1970', '1969-12-31'],
    ['behind the last day that fits', '2149-06-07'],
    ['a month that does not exist', '2024-13-01'],
    ['text', 'yesterday'],
    ['nothing', ''],
    ['American order', '01/02/2024'],
    ['a year', '2024'],
  ])('%s is no day', (_what, text) => {
    expect(firstSeenDay(text)).toBeNull();
  });

  it('counts days of UTC, also for times that name another zone', () => {
    expect(firstSeenDay('2024-05-01T23:59:59')).toBe(firstSeenDay('2024-05-01'));
    expect(firstSeenDay('2024-05-01T23:59:59Z')).toBe(firstSeenDay('2024-05-01'));
    expect(firstSeenDay('2024-05-01T23:30:00-02:00')).toBe(firstSeenDay('2024-05-02'));
    expect(firstSeenDay('2024-05-01T00:30:00+0200')).toBe(firstSeenDay('2024-04-30'));
  });

  it('brings every day back', () => {
    expect(firstSeenDate(0)).toBeNull();
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 0xffff }), (day) => {
        expect(firstSeenDay(firstSeenDate(day) ?? '')).toBe(day);
      }),
    );
  });
});
