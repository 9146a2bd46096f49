import * as fc from 'fast-check';
import type { ImportStep } from './import-steps';
import { ImportSteps, PHASES, heardStep, progressOf, stepName } from './import-steps';

const seen = fc.record({ phase: fc.constantFrom(...PHASES), done: fc.nat(5), total: fc.constant(5) });
const rank = ({ attempt, phase, done }: ImportStep): number => (attempt * 10 + PHASES.indexOf(phase)) * 10 + done;

it('only goes forward, whatever is seen, and also when the follower comes back in between', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(seen, fc.boolean())), (looks) => {
      let steps = new ImportSteps(null);
      let last: ImportStep | null = null;
      for (const [look, comesBack] of looks) {
        if (comesBack && last !== null) steps = new ImportSteps(heardStep(stepName(last)));
        const step = steps.next(look);
        if (step === null) expect(last).toMatchObject({ phase: look.phase, done: look.done });
        else {
          expect(step).toMatchObject(look);
          if (last !== null) expect(rank(step)).toBeGreaterThan(rank(last));
          if (last?.attempt === step.attempt) expect(step.done).toBeGreaterThanOrEqual(last.done);
          last = step;
        }
      }
    }),
  );
});

it('takes for a name of a step only what is one', () => {
  for (const name of ['', 'end', '1-9-0', '0-1-1', '1-1', '1-1-1-1', `1-1-${'9'.repeat(16)}`, '1-1-1\n', '-1-1-1'])
    expect(heardStep(name)).toBeNull();
  expect(heardStep('2-3-40')).toEqual({ attempt: 2, phase: 'staging', done: 40, total: 0 });
});

it.each([
  ['received', null, { phase: 'waiting', done: 0, total: 0 }],
  ['received', 'verifying', { phase: 'verifying', done: 0, total: 0 }],
  ['verified', 'staging', { phase: 'staging', done: 3, total: 9 }],
  ['verified', 'awaiting-base', { phase: 'awaiting-base', done: 3, total: 9 }],
  ['ready', null, { phase: 'activating', done: 9, total: 9 }],
  ['rejected', null, null],
])('reads it from a row that is %s in the phase %s', (state, phase, progress) => {
  const known = state === 'received' ? { doneRecords: null, totalRecords: null } : { doneRecords: 3, totalRecords: 9 };
  expect(progressOf({ state, phase, ...known })).toEqual(progress);
});
