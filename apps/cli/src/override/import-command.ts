import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { Fault } from '@pksn/domain';
import type { RejectedRow } from '@pksn/package-format';
import { admin } from '../admin/call';
import { pagePath } from '../admin/pages';
import { counted } from '../console/counted';
import { inputBytes } from '../package/input-bytes';
import { requireInputs } from '../package/input-files';
import { RejectsFile } from '../package/rejects-file';
import type { Session } from '../session';
import type { OverrideFormat } from './override-rows';
import { overrideLines } from './override-rows';

export interface ImportOptions {
  readonly format?: OverrideFormat;
  readonly zone?: string;
  readonly reason?: string;
  readonly customer?: string;
  readonly expires?: string;
  readonly dryRun?: boolean;
  readonly strict?: boolean;
}

interface ImportAnswer {
  readonly dryRun: boolean;
  readonly rows: number;
  readonly added: number;
  readonly replaced: number;
  readonly unchanged: number;
  readonly repeated: number;
  readonly rejected: number;
  readonly rejects: readonly { readonly line: number; readonly detail: string }[];
  readonly generation: number | null;
}

const FORMAT_OF_EXTENSION: Readonly<Record<string, OverrideFormat>> = {
  '.csv': 'csv',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.json': 'json',
  '.txt': 'list',
  '.list': 'list',
};
const PIECE_CHARS = 1 << 16;

/** `pksn override import`. All rows that can be taken come into force together, or none does. */
export async function importOverrides(session: Session, file: string, options: ImportOptions): Promise<void> {
  const format = options.format ?? FORMAT_OF_EXTENSION[extname(file).toLowerCase()];
  if (format === undefined) throw new Fault('USAGE', `the format of ${file} is not known: pass --format`);
  await requireInputs([file]);
  const { zone, reason, customer, expires, dryRun = false, strict = false } = options;
  const flags = { ...(dryRun ? { dryRun: 'true' } : {}), ...(strict ? { strict: 'true' } : {}) };
  const path = pagePath('overrides/import', { zone, reason, customer, expires, ...flags }, {});
  const rejected: RejectedRow[] = [];
  const body = Readable.from(importBody(session, { file, format, strict }, rejected));
  const headers = { 'content-type': 'application/x-ndjson' };
  const answer = (await admin(session, (client) => client.stream(`/api/v1/${path}`, body, headers))) as ImportAnswer;
  session.progress.clear();
  for (const { line, detail } of answer.rejects) rejected.push({ line, reason: detail, input: file });
  const unnamed = answer.rejected - answer.rejects.length;
  const rejects = `${file === '-' ? 'overrides' : file}.rejects`;
  await writeRejects(rejects, rejected);
  const [first] = rejected;
  if (first !== undefined && answer.added + answer.replaced + answer.unchanged + answer.repeated === 0) {
    const why = `line ${String(first.line)}: ${first.reason}`;
    throw new Fault('OVERRIDE_IMPORT', `no row could be taken (${why}); ${rejects} names all`);
  }
  show(session, file, { ...answer, rejected: rejected.length + unnamed });
}

async function* importBody(
  session: Session,
  { file, format, strict }: { file: string; format: OverrideFormat; strict: boolean },
  rejected: RejectedRow[],
): AsyncGenerator<Buffer> {
  let [piece, read] = ['', 0];
  for await (const lines of overrideLines(format, inputBytes(file, session.terminal))) {
    for (const { line, rows, reject } of lines) {
      if (reject !== null) {
        if (strict) throw new Fault('OVERRIDE_IMPORT', `line ${String(line)}: ${reject}`);
        rejected.push({ line, reason: reject, input: file });
      }
      for (const row of rows) piece += `${JSON.stringify(row)}\n`;
      if (piece.length < PIECE_CHARS) continue;
      yield Buffer.from(piece);
      piece = '';
    }
    session.progress.show('sending', (read += lines.length), 0, 'rows');
  }
  if (piece !== '') yield Buffer.from(piece);
}

async function writeRejects(path: string, rejected: readonly RejectedRow[]): Promise<void> {
  const file = new RejectsFile(path);
  if (rejected.length > 0) await file.write([...rejected].sort((a, b) => a.line - b.line));
  await file.finish();
}

function show({ output }: Session, file: string, answer: ImportAnswer): void {
  const { rejects: _named, ...facts } = answer;
  output.document({ file, ...facts }, () => {
    const { dryRun, generation, added, replaced, unchanged, repeated, rejected } = answer;
    const all = added + replaced;
    const what = dryRun ? `${counted(all, 'override')} would be set` : `${counted(all, 'override')} set`;
    return [
      generation === null ? what : `${what}, in force as generation ${String(generation)}`,
      `  added      ${String(added)}`,
      ...(replaced === 0 ? [] : [`  replaced   ${String(replaced)} (what was said before is in the history)`]),
      ...(unchanged === 0 ? [] : [`  unchanged  ${String(unchanged)}`]),
      ...(repeated === 0 ? [] : [`  repeated   ${String(repeated)}`]),
      ...(rejected === 0 ? [] : [`  rejected   ${String(rejected)}, see ${file === '-' ? 'overrides' : file}.rejects`]),
    ];
  });
}
