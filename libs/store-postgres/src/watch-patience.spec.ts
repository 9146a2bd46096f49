import { Patience, retryDelayMs } from './watch-patience';

it('grows when a silent connection answers after all, and comes back slowly', () => {
  const patience = new Patience();
  const least = patience.ms;
  for (let n = 0; n < 10; n++) patience.answeredLate();
  expect(patience.ms).toBe(2_000);
  patience.answeredInTime();
  expect(patience.ms).toBeGreaterThan(1_000);
  for (let n = 0; n < 100; n++) patience.answeredInTime();
  expect(patience.ms).toBe(least);
});

it('is as short as ever after a connection that was dead', () => {
  const patience = new Patience();
  patience.answeredLate();
  patience.wasDead();
  expect(patience.ms).toBe(new Patience().ms);
});

it('tries again soon, then about every second, and never in step', () => {
  expect(retryDelayMs(0, 0)).toBeLessThan(100);
  for (let failures = 0; failures < 2_000; failures++) {
    const [soonest, latest] = [retryDelayMs(failures, 0), retryDelayMs(failures, 1)];
    expect(latest).toBeLessThanOrEqual(1_000);
    expect(latest).toBe(2 * soonest);
    expect(soonest).toBeGreaterThan(0);
  }
});
