import { createHash, hash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readlinkSync, readSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

/*
 * A thread that hashes files, one after the other. It imports nothing but Node, because it starts often and must start quickly.
 * No file is opened through a link, none but a regular one is read, and none beyond the length that it had when it was opened.
 */

/** The paths are bytes, as latin1 text. */
export interface HashTask {
  readonly id: number;
  readonly paths: readonly string[];
}

/** SHA-256 in hexadecimal, or why there is none: the code of the operating system, or one of these words. */
export interface HashOutcome {
  readonly sha256: string | null;
  readonly sizeBytes: number;
  readonly flaw: string | null;
}

export interface HashReply {
  readonly id: number;
  readonly outcomes: readonly HashOutcome[];
}

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
const PIECE_BYTES = 1 << 20;
const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
/** Bytes read by all threads. */
const read = new BigInt64Array((workerData as { readonly read: SharedArrayBuffer }).read);

parentPort?.on('message', ({ id, paths }: HashTask) => {
  const outcomes = paths.map((path) => outcomeOf(Buffer.from(path, 'latin1')));
  parentPort?.postMessage({ id, outcomes } satisfies HashReply);
});

function outcomeOf(path: Buffer): HashOutcome {
  try {
    const first = hashed(path);
    // Once more: most files that change are written once and then rest.
    return first.flaw === 'changed' ? hashed(path) : first;
  } catch (error) {
    return { sha256: null, sizeBytes: 0, flaw: (error as NodeJS.ErrnoException).code ?? 'unreadable' };
  }
}

function hashed(path: Buffer): HashOutcome {
  // Without O_NONBLOCK a pipe that took the file's place would be waited for.
  const file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const before = fstatSync(file, { bigint: true });
    const refused = (flaw: string): HashOutcome => ({ sha256: null, sizeBytes: 0, flaw });
    if (!before.isFile()) return refused('special');
    if (!isAt(file, path)) return refused('moved');
    const { sha256, length } = contentOf(file, before.size);
    const after = fstatSync(file, { bigint: true });
    if (length !== before.size || !isSame(before, after)) return refused('changed');
    return { sha256, sizeBytes: Number(length), flaw: null };
  } finally {
    closeSync(file);
  }
}

/** Up to one byte beyond its size, so that what grows has no part in how long this takes. */
function contentOf(file: number, size: bigint): { readonly sha256: string; readonly length: bigint } {
  let digest: Hash | null = null;
  let length = 0n;
  for (;;) {
    const count = readSync(file, piece, 0, PIECE_BYTES, null);
    length += BigInt(count);
    Atomics.add(read, 0, BigInt(count));
    const isWhole = count < PIECE_BYTES && length >= size;
    if (digest === null && isWhole) return { sha256: hash('sha256', piece.subarray(0, count), 'hex'), length };
    if (count === 0 || length > size) break;
    digest ??= createHash('sha256');
    digest.update(piece.subarray(0, count));
  }
  return { sha256: (digest ?? createHash('sha256')).digest('hex'), length };
}

/**
 * The file that was opened is the one of that path: a folder above it may have been replaced by a link meanwhile. Where the
 * system does not tell, it is taken for it.
 */
function isAt(file: number, path: Buffer): boolean {
  let at: Buffer;
  try {
    at = readlinkSync(`/proc/self/fd/${String(file)}`, 'buffer');
  } catch {
    return true;
  }
  return at.equals(path);
}

function isSame(before: BigIntStats, after: BigIntStats): boolean {
  return before.size === after.size && before.mtimeNs === after.mtimeNs;
}
