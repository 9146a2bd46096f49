import { STIX_LIMITS } from './stix-limits';

export interface StixComparison {
  /** As it stands in the pattern. */
  readonly path: string;
  /** `=`, `ISSUBSET`, ... ; `NOT =` when it is negated. */
  readonly operator: string;
  /** Null when the value is no text. */
  readonly value: string | null;
}

/** One way in which a pattern is met: everything in it holds of one observation. */
export interface StixCase {
  readonly comparisons: readonly StixComparison[];
  /** Why nothing can be said of a single object; null when something can. */
  readonly problem: string | null;
}

export const problemCase = (problem: string): StixCase[] => [{ comparisons: [], problem }];

/** Every case of one with every case of the other. */
export function bothOf(left: readonly StixCase[], right: readonly StixCase[]): readonly StixCase[] {
  if (isProblem(left)) return left;
  if (isProblem(right)) return right;
  const comparisons = comparisonsOf(left) * right.length + comparisonsOf(right) * left.length;
  if (left.length * right.length > STIX_LIMITS.cases || comparisons > STIX_LIMITS.comparisons) return problemCase(MANY);
  return left.flatMap((one) =>
    right.map((other) => ({
      comparisons: [...one.comparisons, ...other.comparisons],
      problem: one.problem ?? other.problem,
    })),
  );
}

export function anyOf(alternatives: readonly (readonly StixCase[])[]): readonly StixCase[] {
  const count = alternatives.reduce((sum, one) => sum + one.length, 0);
  return count > STIX_LIMITS.cases ? problemCase(MANY) : alternatives.flat();
}

const MANY = 'has a pattern of too many combinations';

function isProblem(cases: readonly StixCase[]): boolean {
  return cases.length === 1 && cases[0]?.problem !== null;
}

function comparisonsOf(cases: readonly StixCase[]): number {
  return cases.reduce((sum, one) => sum + one.comparisons.length, 0);
}
