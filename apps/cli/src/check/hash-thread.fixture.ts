import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { transformSync } from '@swc/core';

let compiled: string | null = null;

/** In place of hash-thread.ts where nothing is built: the same thread, compiled here. */
export function startHashThread(workerData: { readonly read: SharedArrayBuffer }): Worker {
  compiled ??= transformSync(readFileSync(join(__dirname, 'hash-worker.ts'), 'utf8'), {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
  }).code;
  return new Worker(compiled, { eval: true, workerData, trackUnmanagedFds: false });
}
