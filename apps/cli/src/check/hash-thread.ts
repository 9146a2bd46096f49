import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** Starts hash-worker.ts, as it was compiled, in a thread of its own. */
export function startHashThread(workerData: { readonly read: SharedArrayBuffer }): Worker {
  return new Worker(join(__dirname, 'hash-worker.js'), { workerData, trackUnmanagedFds: false, stdin: false });
}
