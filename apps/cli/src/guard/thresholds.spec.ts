import { pksn } from '../command-line.fixture';
import { limitsText } from './guard-view';

it('takes no limit away by a command that names none', async () => {
  for (const rest of [[], ['--feed', 'acme/core'], ['--popular-from', '5']]) {
    const { code, err } = await pksn(['guard', 'thresholds', 'set', ...rest]);
    expect({ code, err }).toEqual({ code: 65, err: expect.stringMatching(/guard thresholds remove/) as string });
  }
});

it('says what holds a package', () => {
  const limits = { feed: null, gonePercent: 20, popularFlips: 10, popularFrom: 1_000 };
  expect(limitsText(limits)).toBe(
    'held with more than 20 % of the records gone, or more than 10 objects that 1,000 or more have seen turned red',
  );
  expect(limitsText({ ...limits, gonePercent: null, popularFlips: null })).toBe('no limit');
});
