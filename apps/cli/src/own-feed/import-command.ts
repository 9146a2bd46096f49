import { Readable } from 'node:stream';
import { Fault } from '@pksn/domain';
import type { RejectedRow } from '@pksn/package-format';
import { admin } from '../admin/call';
import { pagePath } from '../admin/pages';
import { counted } from '../console/counted';
import { inputBytes } from '../package/input-bytes';
import { requireInputs } from '../package/input-files';
import type { ImportCounts, RowFormat } from '../rows/row-upload';
import { rowBody, rowFormat, writeRejects } from '../rows/row-upload';
import type { Session } from '../session';
import { ownFeedLines } from './own-feed-rows';

export interface ImportOptions {
  readonly format?: RowFormat;
  readonly zone?: string;
  readonly reason?: string;
  readonly dryRun?: boolean;
  readonly strict?: boolean;
}

/** `pksn own-feed import`: what can be taken of a file, together. */
export async function importEntries(session: Session, file: string, options: ImportOptions): Promise<void> {
  const { zone, reason, dryRun = false, strict = false } = options;
  const format = rowFormat(file, options.format);
  await requireInputs([file]);
  const flags = { ...(dryRun ? { dryRun: 'true' } : {}), ...(strict ? { strict: 'true' } : {}) };
  const path = pagePath('own-feed/import', { zone, reason, ...flags }, {});
  const rejected: RejectedRow[] = [];
  const lines = ownFeedLines(format, inputBytes(file, session.terminal));
  const body = Readable.from(rowBody(session, lines, { file, strict, refusal: 'OWN_FEED_IMPORT' }, rejected));
  const headers = { 'content-type': 'application/x-ndjson' };
  const answer = (await admin(session, (client) => client.stream(`/api/v1/${path}`, body, headers))) as ImportCounts;
  session.progress.clear();
  for (const { line, detail } of answer.rejects) rejected.push({ line, reason: detail, input: file });
  const rejects = `${file === '-' ? 'own-feed' : file}.rejects`;
  await writeRejects(rejects, rejected);
  const [first] = rejected;
  if (first !== undefined && answer.added + answer.replaced + answer.unchanged === 0) {
    const why = `line ${String(first.line)}: ${first.reason}`;
    throw new Fault('OWN_FEED_IMPORT', `no row could be taken (${why}); ${rejects} names all`);
  }
  const { rejects: _named, ...facts } = answer;
  const unnamed = answer.rejected - answer.rejects.length;
  const count = rejected.length + unnamed;
  session.output.document({ file, ...facts, rejected: count }, () => {
    const all = answer.added + answer.replaced;
    const entries = counted(all, 'entry', 'entries');
    return [
      dryRun ? `${entries} would be set` : `${entries} set; pksn package export makes a package of the own feed`,
      `  added      ${String(answer.added)}`,
      ...(answer.replaced === 0 ? [] : [`  replaced   ${String(answer.replaced)}`]),
      ...(answer.unchanged === 0 ? [] : [`  unchanged  ${String(answer.unchanged)}`]),
      ...(count === 0 ? [] : [`  rejected   ${String(count)}, see ${rejects}`]),
    ];
  });
}
