import { basename, extname } from 'node:path';
import { Readable } from 'node:stream';
import { Fault } from '@pksn/domain';
import type { InputRow, RowSource } from '@pksn/package-format';
import { MemorySpill, OBJECT_FIELDS } from '@pksn/package-format';
import { systemClock } from '@pksn/runtime';
import { admin } from '../admin/call';
import { pagePath } from '../admin/pages';
import { counted } from '../console/counted';
import type { InputFormat } from '../package/input-files';
import { openInputs, requireInputs } from '../package/input-files';
import type { TableOptions } from '../package/table-options';
import type { Session } from '../session';
import type { GuardKind, GuardView } from './guard-view';

export interface GuardImportOptions extends TableOptions {
  readonly name?: string;
  readonly kind: GuardKind;
  readonly format?: InputFormat;
  readonly feed?: string;
}

const PIECE_CHARS = 1 << 16;
const HOSTNAMES = 'hostname';

/** `pksn guard import`: sends the rows of a file, and why some of them are no objects. */
export async function importGuards(session: Session, file: string, options: GuardImportOptions): Promise<void> {
  const { kind, feed } = options;
  const name = options.name ?? basename(file, extname(file));
  if (file === '-' && options.name === undefined)
    throw new Fault('USAGE', 'pass --name for a list from standard input');
  await requireInputs([file]);
  const defaults = { zone: null, threat: null, now: systemClock.now() };
  const around = { terminal: session.terminal, defaults, spill: new MemorySpill() };
  const [input] = await openInputs({ ...options, input: [file] }, around);
  if (input === undefined) throw new Fault('USAGE', `${file} has no rows`);
  const body = Readable.from(rowsSent(session, input.rows));
  const path = `/api/v1/${pagePath('guards/import', { name, kind, feed }, {})}`;
  const headers = { 'content-type': 'application/x-ndjson' };
  const view = (await admin(session, (client) => client.stream(path, body, headers))) as GuardView;
  session.progress.clear();
  session.output.document(view, () => [
    `${view.name}: ${counted(view.entries, 'entry', 'entries')} guarded for ${view.feed ?? 'all feeds'}`,
    ...view.skipped.map(({ reason, count, line }) => `  not applicable: ${count} ${reason} (first on line ${line})`),
  ]);
}

async function* rowsSent(session: Session, rows: RowSource): AsyncGenerator<Buffer> {
  let [piece, read] = ['', 0];
  for await (const batch of rows.batches()) {
    for (const row of batch) piece += `${JSON.stringify(sent(row, rows.columns))}\n`;
    session.progress.show('sending', (read += batch.length), 0, 'rows');
    if (piece.length < PIECE_CHARS) continue;
    yield Buffer.from(piece);
    piece = '';
  }
  if (piece !== '') yield Buffer.from(piece);
}

function sent({ line, cells, flaw, listType }: InputRow, columns: RowSource['columns']): object {
  if (flaw !== null) return { line, reason: flaw };
  const fields = OBJECT_FIELDS.flatMap((field, i) => {
    const text = cells[columns[i] ?? -1] ?? '';
    return text === '' ? [] : [[field, text] as const];
  });
  return { line, ...Object.fromEntries(fields), ...(listType === HOSTNAMES ? { under: true } : {}) };
}
