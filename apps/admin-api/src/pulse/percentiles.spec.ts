import { percentilesOf } from './percentiles';

it('interpolates within the bucket in which the rank falls', () => {
  const buckets = new Map([
    [0.01, 50],
    [0.02, 45],
    [0.1, 5],
  ]);
  expect(percentilesOf(buckets)).toEqual({
    count: 100,
    p50: 0.01,
    p95: expect.closeTo(0.02, 10),
    p99: expect.closeTo(0.02 + 0.08 * 0.8, 10),
  });
});

it('says the last bound of what is above it, and nothing of nothing', () => {
  const percentiles = percentilesOf(
    new Map([
      [Infinity, 9],
      [10, 1],
    ]),
  );
  expect(percentiles).toEqual({ count: 10, p50: 10, p95: 10, p99: 10 });
  expect(percentilesOf(new Map())).toBeNull();
  expect(percentilesOf(new Map([[1, 0]]))).toBeNull();
});
