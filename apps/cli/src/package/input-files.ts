import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { Fault } from '@pksn/domain';
import { CsvRows, ListRows, NdjsonRows } from '@pksn/package-format';
import type { BuildInput, RowSource } from '@pksn/package-format';
import type { Terminal } from '../console/terminal';
import { diskReason } from '../files/disk-reason';

export const INPUT_FORMATS = ['csv', 'ndjson', 'list', 'stix', 'misp'] as const;
export type InputFormat = (typeof INPUT_FORMATS)[number];

const PIECE_BYTES = 1 << 18;
const FORMAT_OF_EXTENSION = new Map<string, InputFormat>([
  ['.csv', 'csv'],
  ['.ndjson', 'ndjson'],
  ['.jsonl', 'ndjson'],
  ['.txt', 'list'],
  ['.list', 'list'],
]);

/** Inputs that have a --format, or a file name that tells it. `-` is standard input. Throws BUILD_INPUT, USAGE. */
export function openInputs(
  paths: readonly string[],
  format: InputFormat | undefined,
  terminal: Terminal,
): BuildInput[] {
  return paths.map((path) => {
    const told = format ?? FORMAT_OF_EXTENSION.get(extname(path).toLowerCase());
    if (told === undefined) throw new Fault('USAGE', `the format of ${path} is not known: pass --format`);
    return { name: path, rows: rowsOf(told, inputBytes(path, terminal)) };
  });
}

/** The bytes of a file; `-` is standard input. Throws BUILD_INPUT when it cannot be read. */
export function inputBytes(path: string, terminal: Terminal): AsyncIterable<Uint8Array> {
  return path === '-' ? terminal.input() : readFileBytes(path);
}

/** Throws BUILD_INPUT for a file that is missing or is none, before anything is made. */
export async function requireInputs(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    if (path === '-') continue;
    const facts = await stat(path).catch((cause: NodeJS.ErrnoException) => {
      const why =
        cause.code === 'ENOENT' ? 'is missing: there is no such file' : `cannot be read: ${diskReason(cause)}`;
      throw new Fault('BUILD_INPUT', `${path} ${why}`, { cause });
    });
    if (facts.isDirectory()) throw new Fault('BUILD_INPUT', `${path} is a folder; name the files in it`);
  }
}

function rowsOf(format: InputFormat, bytes: AsyncIterable<Uint8Array>): RowSource {
  switch (format) {
    case 'csv':
      return new CsvRows(bytes);
    case 'ndjson':
      return new NdjsonRows(bytes);
    case 'list':
      return new ListRows(bytes);
    default:
      throw new Fault('BUILD_INPUT', `the format ${format} cannot be read yet; convert it to csv, ndjson or list`);
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
