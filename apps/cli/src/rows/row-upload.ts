import { extname } from 'node:path';
import { Fault } from '@pksn/domain';
import type { FaultCode } from '@pksn/domain';
import type { RejectedRow } from '@pksn/package-format';
import { RejectsFile } from '../package/rejects-file';
import type { Session } from '../session';

export const ROW_FORMATS = ['csv', 'ndjson', 'list', 'json'] as const;
export type RowFormat = (typeof ROW_FORMATS)[number];

/** What becomes of one line of a file: rows as the admin API takes them, or the reason why there are none. */
export interface RowLine {
  readonly line: number;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly reject: string | null;
}

export function rejected(line: number, reason: string): RowLine {
  return { line, rows: [], reject: reason };
}

export interface RowUpload {
  readonly file: string;
  /** The first reject is thrown, as this fault. */
  readonly strict: boolean;
  readonly refusal: FaultCode;
}

/** A file of rows, as the answer to an import tells how it fared. */
export interface ImportCounts {
  readonly dryRun: boolean;
  readonly rows: number;
  readonly added: number;
  readonly replaced: number;
  readonly unchanged: number;
  readonly rejected: number;
  readonly rejects: readonly { readonly line: number; readonly detail: string }[];
}

const FORMAT_OF_EXTENSION: Readonly<Record<string, RowFormat>> = {
  '.csv': 'csv',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.json': 'json',
  '.txt': 'list',
  '.list': 'list',
};
const PIECE_CHARS = 1 << 16;

/** Throws USAGE. */
export function rowFormat(file: string, told: RowFormat | undefined): RowFormat {
  const format = told ?? FORMAT_OF_EXTENSION[extname(file).toLowerCase()];
  if (format === undefined) throw new Fault('USAGE', `the format of ${file} is not known: pass --format`);
  return format;
}

/** Rows as a body, a line of JSON each; what is no row goes to `rejected`. */
export async function* rowBody(
  session: Session,
  lines: AsyncIterable<readonly RowLine[]>,
  { file, strict, refusal }: RowUpload,
  rejected: RejectedRow[],
): AsyncGenerator<Buffer> {
  let [piece, read] = ['', 0];
  for await (const batch of lines) {
    for (const { line, rows, reject } of batch) {
      if (reject !== null) {
        if (strict) throw new Fault(refusal, `line ${String(line)}: ${reject}`);
        rejected.push({ line, reason: reject, input: file });
      }
      for (const row of rows) piece += `${JSON.stringify(row)}\n`;
      if (piece.length < PIECE_CHARS) continue;
      yield Buffer.from(piece);
      piece = '';
    }
    session.progress.show('sending', (read += batch.length), 0, 'rows');
  }
  if (piece !== '') yield Buffer.from(piece);
}

export async function writeRejects(path: string, rejected: readonly RejectedRow[]): Promise<void> {
  const file = new RejectsFile(path);
  if (rejected.length > 0) await file.write([...rejected].sort((a, b) => a.line - b.line));
  await file.finish();
}
