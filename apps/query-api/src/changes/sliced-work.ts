import { setTimeout as pause } from 'node:timers/promises';
import { monotonicMs } from '@pksn/runtime';

/** Work of one go, and the rest for lookups until the next: two thirds of the processor stay theirs. */
const SLICE_MS = 2;
const REST_MS = 4;

/** Runs a piece of work that yields now and then, in slices of some 2 ms, and gives its result. */
export async function inSlices<T>(work: Generator<void, T>): Promise<T> {
  for (;;) {
    const until = monotonicMs() + SLICE_MS;
    do {
      const step = work.next();
      if (step.done === true) return step.value;
    } while (monotonicMs() < until);
    await pause(REST_MS);
  }
}
