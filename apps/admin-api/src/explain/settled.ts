import { setImmediate } from 'node:timers/promises';
import { EXPLAIN_LIMITS } from './explain-limits';

/**
 * Works until nothing more has to be fetched for it, because what is fetched tells what else is needed. Between two
 * pieces other requests have their turn.
 */
export async function settled<T>(pieces: readonly (() => T)[], fetch: () => Promise<boolean>): Promise<T[]> {
  for (let round = 0; round < EXPLAIN_LIMITS.rounds; round++) {
    const results: T[] = [];
    for (const piece of pieces) {
      results.push(piece());
      await setImmediate();
    }
    if (!(await fetch())) return results;
  }
  throw new Error('records lead to ever more records');
}
