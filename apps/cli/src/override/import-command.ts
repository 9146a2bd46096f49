import { Readable } from 'node:stream';
import { Fault } from '@pksn/domain';
import type { RejectedRow } from '@pksn/package-format';
import { admin } from '../admin/call';
import { pagePath } from '../admin/pages';
import { counted } from '../console/counted';
import { inputBytes } from '../package/input-bytes';
import { requireInputs } from '../package/input-files';
import type { Session } from '../session';
import { rowBody, rowFormat, writeRejects } from '../rows/row-upload';
import type { ImportCounts, RowFormat } from '../rows/row-upload';
import { overrideLines } from './override-rows';

export interface ImportOptions {
  readonly format?: RowFormat;
  readonly zone?: string;
  readonly reason?: string;
  readonly customer?: string;
  readonly expires?: string;
  readonly dryRun?: boolean;
  readonly strict?: boolean;
}

interface ImportAnswer extends ImportCounts {
  readonly repeated: number;
  readonly generation: number | null;
}

/** `pksn override import`. All rows that can be taken come into force together, or none does. */
export async function importOverrides(session: Session, file: string, options: ImportOptions): Promise<void> {
  const format = rowFormat(file, options.format);
  await requireInputs([file]);
  const { zone, reason, customer, expires, dryRun = false, strict = false } = options;
  const flags = { ...(dryRun ? { dryRun: 'true' } : {}), ...(strict ? { strict: 'true' } : {}) };
  const path = pagePath('overrides/import', { zone, reason, customer, expires, ...flags }, {});
  const rejected: RejectedRow[] = [];
  const body = Readable.from(
    rowBody(
      session,
      overrideLines(format, inputBytes(file, session.terminal)),
      { file, strict, refusal: 'OVERRIDE_IMPORT' },
      rejected,
    ),
  );
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
