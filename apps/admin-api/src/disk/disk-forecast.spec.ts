import type { DiskDay, DiskForecast } from './disk-forecast';
import { NEEDED_DAYS, forecastDisk } from './disk-forecast';

const GB = 1e9;
const WEEKS = 42;
const days = (usedGb: (n: number) => number, count = WEEKS): DiskDay[] =>
  Array.from({ length: count }, (_, n) => ({ day: 20_000 + n, usedBytes: usedGb(n) * GB }));
const forecast = (found: DiskDay[]) => forecastDisk(found, 100 * GB, GB);
const gbPerDay = (found: DiskForecast): number => (found.trend === 'growing' ? found.bytesPerDay / GB : 0);

it('counts the days of steady growth, to the reserve and to the end', () => {
  const found = forecast(days((n) => 50 + 2 * n));
  expect(found).toEqual({ trend: 'growing', bytesPerDay: 2 * GB, daysUntilRefused: 49.5, daysUntilFull: 50 });
});

it('is not carried away by what is left out or comes and goes within a day', () => {
  const ragged = days((n) => 50 + 2 * n + (n % 3) / 10).filter(({ day }) => day % 5 !== 0);
  expect(gbPerDay(forecast(ragged))).toBeCloseTo(2, 1);
});

it('sees through the saw-tooth of retention', () => {
  // 3 GB a day, and 14 of every 21 given back at the end of the week: 1 GB a day.
  const found = forecast(days((n) => 50 + 3 * n - 14 * Math.floor(n / 7)));
  expect(gbPerDay(found)).toBeCloseTo(1, 0);
  expect(forecast(days((n) => 50 + 3 * (n % 7)))).toMatchObject({ trend: 'steady' });
});

it('takes one large import for no growth, whenever it came', () => {
  for (const at of [1, 10, 30, WEEKS - 1])
    expect(forecast(days((n) => (n < at ? 50 : 90)))).toEqual({ trend: 'steady', bytesPerDay: 0 });
  // Just in the middle nothing tells it from growth; it is then taken for what it was on the average.
  const found = forecast(days((n) => (n < WEEKS / 2 ? 50 : 92)));
  expect(gbPerDay(found)).toBeCloseTo(1, 0);
});

it('says that a disk does not fill', () => {
  expect(forecast(days((n) => 90 - n))).toEqual({ trend: 'steady', bytesPerDay: -GB });
  expect(forecast(days(() => 50))).toEqual({ trend: 'steady', bytesPerDay: 0 });
});

it('says that it knows too little', () => {
  expect(forecast([])).toEqual({ trend: 'unknown', days: 0, neededDays: NEEDED_DAYS });
  expect(forecast(days((n) => n, NEEDED_DAYS - 1))).toMatchObject({ trend: 'unknown', days: NEEDED_DAYS - 1 });
  expect(forecast(days((n) => n, NEEDED_DAYS))).toMatchObject({ trend: 'growing' });
});

it('never counts below no day', () => {
  expect(
    forecastDisk(
      days((n) => n),
      GB / 2,
      GB,
    ),
  ).toMatchObject({ daysUntilRefused: 0, daysUntilFull: 0.5 });
});
