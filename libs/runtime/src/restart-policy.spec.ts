import { RestartPolicy } from './restart-policy';

test('pauses grow, old deaths are forgotten, and the eleventh in a minute is the last', () => {
  const policy = new RestartPolicy();
  const pauses = Array.from({ length: 10 }, (_, n) => policy.next(n * 5_000));
  expect(pauses).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000, 5000]);
  expect(policy.next(50_000)).toBeNull();
  expect(policy.next(1_000_000)).toBe(100);
});
