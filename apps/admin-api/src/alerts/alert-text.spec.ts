import { DAY_MS, HOUR_MS } from '@pksn/licensing';
import { distance } from './alert-text';

it('says how far off a moment is', () => {
  const said = [5 * DAY_MS, 30 * HOUR_MS, HOUR_MS, 60_000, -60_000, -3 * DAY_MS].map((apart) => distance(apart, 0));
  expect(said).toEqual([
    'in 5 days',
    'in 30 hours',
    'in 1 hour',
    'within the hour',
    'less than an hour ago',
    '3 days ago',
  ]);
});
