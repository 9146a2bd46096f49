import * as fc from 'fast-check';
import { foldPlan, foldedStack } from './fold-plan';
import type { StackedRun } from './fold-plan';

const stackOf = (...sizes: number[]): StackedRun[] => sizes.map((records, n) => ({ id: n + 1, records }));
const folded = (sizes: number[], likeRuns: number): number[] | null =>
  foldPlan(stackOf(...sizes), likeRuns)?.runs.slice() ?? null;

describe('what is folded', () => {
  it('is nothing while the stack is shallow, and the runs of like size when it is deep', () => {
    expect(folded([], 3)).toBeNull();
    expect(folded([1_000, 10, 10], 3)).toBeNull();
    expect(folded([1_000, 10, 10, 10], 3)).toEqual([2, 3, 4]);
    expect(folded([1_000, 500, 100, 20, 3], 3)).toBeNull();
  });

  it('takes in a larger run when those above it are as large together, the base too', () => {
    expect(folded([1_000, 25, 10, 10, 10], 3)).toEqual([2, 3, 4, 5]);
    expect(foldPlan(stackOf(30, 10, 10, 10), 3)).toEqual({ runs: [1, 2, 3, 4], isLowest: true });
  });

  it('finds runs of like size below a newest one that is small', () => {
    expect(folded([1_000, 10, 10, 10, 1], 3)).toEqual([2, 3, 4]);
  });

  it('takes the place of exactly those runs, and only where they stand next to each other', () => {
    const plan = { runs: [2, 3], isLowest: false };
    expect(foldedStack([1, 2, 3, 4], plan, 9)).toEqual([1, 9, 4]);
    expect(foldedStack([1, 2, 4, 3], plan, 9)).toBeNull();
    expect(foldedStack([1, 2], plan, 9)).toBeNull();
    // Without its removals it may stand at the bottom alone.
    expect(foldedStack([1, 2, 3], { ...plan, isLowest: true }, 9)).toBeNull();
    expect(foldedStack([2, 3], { ...plan, isLowest: true }, 9)).toEqual([9]);
  });

  it('keeps every stack shallow, and writes each record a few times only', () => {
    const deltas = fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        deltas,
        fc.integer({ min: 2, max: 8 }),
        (base, sizes, likeRuns) => {
          let stack: StackedRun[] = stackOf(base);
          let [written, id] = [0, 1];
          for (const records of sizes) {
            stack = [...stack, { id: ++id, records }];
            for (let plan = foldPlan(stack, likeRuns); plan !== null; plan = foldPlan(stack, likeRuns)) {
              const { runs } = plan;
              const sum = stack.reduce((all, run) => all + (runs.includes(run.id) ? run.records : 0), 0);
              const known = new Map(stack.map((run) => [run.id, run.records]));
              stack = (
                foldedStack(
                  stack.map((run) => run.id),
                  plan,
                  ++id,
                ) ?? []
              ).map((one) => ({ id: one, records: known.get(one) ?? sum }));
              written += sum;
            }
            const all = stack.reduce((sum, run) => sum + run.records, 0);
            expect(stack.length).toBeLessThanOrEqual(likeRuns + Math.log2(all) + 1);
          }
          const added = sizes.reduce((sum, size) => sum + size, 0);
          expect(written).toBeLessThanOrEqual((added + base) * (Math.log2(added + base) + 2));
          expect(stack.reduce((sum, run) => sum + run.records, 0)).toBe(base + added);
        },
      ),
      { numRuns: 300 },
    );
  });
});
