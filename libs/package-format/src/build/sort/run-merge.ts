import { copyBytes } from './copy-bytes';
import type { ItemForm } from './item-form';
import { RunHeap } from './run-heap';
import { RunWindow } from './run-window';
import type { Run } from './run-window';

const LARGEST_WINDOW_BYTES = 1 << 19;
/** Holds the longest item: a text of 64 KiB with its key. */
const SMALLEST_WINDOW_BYTES = (1 << 16) + 64;
const BATCH_BYTES = 1 << 18;

/** Merges any number of runs. Yields buffers of whole items, each valid until the next is asked for. */
export async function* mergeRuns(form: ItemForm, runs: readonly Run[], memoryBytes: number): AsyncGenerator<Buffer> {
  const share = Math.floor(memoryBytes / runs.length);
  const smallest = form.itemBytes === 0 ? SMALLEST_WINDOW_BYTES : form.itemBytes;
  const windowBytes = Math.max(smallest, Math.min(LARGEST_WINDOW_BYTES, share));
  const heap = new RunHeap(form);
  for (const run of runs) {
    const window = new RunWindow(form, run, windowBytes);
    if (await window.refill()) heap.push(window);
  }
  const out = Buffer.allocUnsafeSlow(Math.max(BATCH_BYTES, windowBytes));
  let filled = 0;
  for (let top = heap.top; top !== undefined; top = heap.top) {
    if (filled + top.length > out.length) {
      yield out.subarray(0, filled);
      filled = 0;
    }
    copyBytes(top.bytes, top.at, out, filled, top.length);
    filled += top.length;
    if (top.step() || (await top.refill())) heap.sink();
    else heap.pop();
  }
  if (filled > 0) yield out.subarray(0, filled);
}
