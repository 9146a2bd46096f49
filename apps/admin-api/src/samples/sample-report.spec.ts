import { Fault } from '@pksn/domain';
import { SampleReport } from './sample-report';

const states = { new: 1, claimed: 0, decided: 2 };
const report = (bytes: number, problem: Fault | null): SampleReport =>
  new SampleReport(
    { totals: async () => ({ states, bytes, recipient: 'age1x' }) },
    { problem, look: async () => undefined },
    1_000,
  );

it('warns before the room is used up, and when nobody could open what is held', async () => {
  expect(await report(899, null).problems()).toEqual([]);
  expect(await report(900, null).problems()).toMatchObject([
    {
      what: expect.stringContaining('900 of 1000 bytes') as string,
      advice: expect.stringContaining('release') as string,
    },
  ]);
  const problems = await report(0, new Fault('SAMPLE_KEY', 'the file is missing')).problems();
  expect(problems).toMatchObject([{ what: 'samples: the file is missing' }]);
});

it('counts samples, and says what room they take', async () => {
  const families = await report(5, null).families();
  expect(families.map(({ name, samples }) => [name, samples])).toEqual([
    ['pksn_samples', [[{ state: 'new' }, 1], [{ state: 'claimed' }, 0], [{ state: 'decided' }, 2]]], // prettier-ignore
    ['pksn_sample_store_bytes', [[{}, 5]]],
    ['pksn_sample_store_limit_bytes', [[{}, 1_000]]],
    ['pksn_sample_key_usable', [[{}, 1]]],
  ]);
});
