import { createReadStream } from 'node:fs';
import { Fault } from '@pksn/domain';
import type { OpenBytes, Spill, SpillFile } from '@pksn/package-format';
import type { Terminal } from '../console/terminal';
import { diskReason } from '../files/disk-reason';

const PIECE_BYTES = 1 << 18;

/** The bytes of a file; `-` is standard input. Throws BUILD_INPUT when it cannot be read. */
export function inputBytes(path: string, terminal: Terminal): AsyncIterable<Uint8Array> {
  return path === '-' ? terminal.input() : readFileBytes(path);
}

/** Bytes that can be read several times. Standard input is kept in a scratch file of its size. */
export async function rereadable(path: string, terminal: Terminal, spill: Spill): Promise<OpenBytes> {
  if (path !== '-') return () => readFileBytes(path);
  const file = await spill.open();
  for await (const piece of terminal.input()) await file.append(Buffer.from(piece));
  return () => scratchBytes(file);
}

async function* scratchBytes(file: SpillFile): AsyncGenerator<Uint8Array> {
  for (let position = 0; ;) {
    const target = Buffer.allocUnsafe(PIECE_BYTES);
    const length = await file.read(target, position);
    if (length === 0) return;
    yield target.subarray(0, length);
    position += length;
  }
}

async function* readFileBytes(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path, { highWaterMark: PIECE_BYTES }) as AsyncIterable<Buffer>;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    throw new Fault('BUILD_INPUT', `${path} cannot be read: ${diskReason(cause)}`, { cause });
  }
}
