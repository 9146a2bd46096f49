import { ProgressRate } from './progress-rate';

it('tells the pace of the last seconds, and how long the rest takes', () => {
  const rate = new ProgressRate();
  rate.add(0, 0);
  expect([rate.perSecond, rate.secondsLeft(1_000)]).toEqual([null, null]);
  for (let second = 1; second <= 60; second++) rate.add(second * 1_000, second * 10);
  expect([rate.perSecond, rate.secondsLeft(1_000)]).toEqual([10, 40]);
  for (let second = 61; second <= 120; second++) rate.add(second * 1_000, 600 + (second - 60) * 100);
  expect(rate.perSecond).toBe(100);
  expect(rate.secondsLeft(6_600)).toBe(0);
});

it('does not guess when nothing moves, and begins anew with other work', () => {
  const rate = new ProgressRate();
  rate.add(0, 5);
  rate.add(30_000, 5);
  expect([rate.perSecond, rate.secondsLeft(10)]).toEqual([0, null]);
  rate.add(31_000, 0);
  expect(rate.perSecond).toBeNull();
  rate.add(32_000, 4);
  expect([rate.perSecond, rate.secondsLeft(10)]).toEqual([4, 2]);
});
