import { Fault } from '@pksn/domain';
import { patientLookup } from './patient-lookup';

/** How often it was asked, and what came of it, when the first `count` times are refused. */
async function asked(count: number, code: Fault['code']): Promise<[calls: number, ended: string]> {
  let calls = 0;
  const lookup = patientLookup(() => {
    calls += 1;
    return calls <= count ? Promise.reject(new Fault(code, 'no')) : Promise.resolve([]);
  });
  const ended = await lookup([]).then(
    () => 'answered',
    (error: unknown) => (error instanceof Fault ? error.code : 'defect'),
  );
  return [calls, ended];
}

it('waits for as long as the rate of the license makes it wait, and not for ever', async () => {
  expect(await asked(7, 'LICENSE_RATE')).toEqual([8, 'answered']);
  expect(await asked(1_000, 'LICENSE_RATE')).toEqual([20, 'LICENSE_RATE']);
});

it.each(['SERVICE_UNAVAILABLE', 'LICENSE_SCOPE'] as const)('hands on %s', async (code) => {
  expect(await asked(1, code)).toEqual([1, code]);
});
