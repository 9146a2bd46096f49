/** A run as far as folding looks at it. */
export interface StackedRun {
  readonly id: number;
  /** Puts, removals and texts. */
  readonly records: number;
}

/** Runs that follow each other in a stack, base first. */
export interface FoldPlan {
  readonly runs: readonly number[];
  /** Nothing is below them. */
  readonly isLowest: boolean;
}

/**
 * Which runs of a stack (base first) are to become one, or null. Below each run others count as of like size as long as
 * they are not larger than all above them together; as soon as `likeRuns` (2 or more) are, they are folded, the newest
 * such ones first. So a record is written again only when as many newer ones came on top of it: about log2(all records /
 * a delta's records) times. A base is, when the deltas together are as large as it is. What stays is no deeper than
 * `likeRuns` plus that logarithm.
 */
export function foldPlan(stack: readonly StackedRun[], likeRuns: number): FoldPlan | null {
  for (let end = stack.length; end >= likeRuns; end--) {
    let from = end - 1;
    let above = weightOf(stack[from]);
    while (from > 0 && weightOf(stack[from - 1]) <= above) above += weightOf(stack[--from]);
    if (end - from >= likeRuns) return { runs: stack.slice(from, end).map(({ id }) => id), isLowest: from === 0 };
  }
  return null;
}

/** A run without records costs a look all the same. */
function weightOf(run: StackedRun | undefined): number {
  return Math.max(1, run?.records ?? 0);
}

/** A stack with a fold in it, or null when it does not have these runs next to each other at this place. */
export function foldedStack(stack: readonly number[], { runs, isLowest }: FoldPlan, into: number): number[] | null {
  const [first] = runs;
  const at = first === undefined ? -1 : stack.indexOf(first);
  if (at < 0 || (isLowest && at > 0) || !runs.every((id, n) => stack[at + n] === id)) return null;
  return [...stack.slice(0, at), into, ...stack.slice(at + runs.length)];
}
