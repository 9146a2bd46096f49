import { Fault, FAULT_CATALOG } from '@pksn/domain';
import type { SubmissionResult } from '../admin/answers';
import { admin } from '../admin/call';
import type { HttpsClient } from '../connection/https-client';
import type { Session } from '../session';
import type { LicenseSource } from './license-sources';
import { licenseSources } from './license-sources';
import { codeOf, exitCodeOf, refusal, resultLines, summary } from './submission-text';

/** Of one request: far below what the service takes, so that a slow line has its answer in time. */
const REQUEST_FILES = 200;
const REQUEST_BYTES = 4 << 20;
const SUMMARY_FROM = 10;
/** As a shell tells that a command ended by Ctrl-C. */
const EXIT_INTERRUPTED = 130;

/**
 * Each file has its own result, in order, printed as soon as its request is answered; the exit code is that of the
 * first refusal. Ctrl-C ends it behind the request that is under way, and says how far it came.
 */
export async function submit(session: Session, names: string[]): Promise<number> {
  const sources = await licenseSources(session.terminal, names);
  const results: SubmissionResult[] = [];
  let interrupted = false;
  const forget = session.terminal.onInterrupt?.(() => (interrupted = true));
  try {
    if (sources.some((one) => typeof one.text === 'string')) {
      await admin(session, async (client) => {
        for (const some of portions(sources)) {
          if (interrupted) break;
          session.progress.show('submitting', results.length, sources.length, 'files');
          note(session, results, await submitSome(client, some, results.length > 0));
        }
      });
    } else note(session, results, sources.map(unread));
  } finally {
    forget?.();
    session.progress.clear();
  }
  return conclude(session, results, sources.length);
}

function note(session: Session, results: SubmissionResult[], some: readonly SubmissionResult[]): void {
  session.progress.clear();
  results.push(...some);
  if (session.output.json) return;
  for (const line of some.flatMap((one) => resultLines(one.file ?? '', one))) session.output.item(null, () => line);
}

function conclude(session: Session, results: readonly SubmissionResult[], total: number): number {
  const isShort = results.length < total;
  const refused = results.filter((one) => !one.ok);
  if (session.output.json) session.output.document(isShort ? { results, interrupted: true } : { results }, () => []);
  else if (results.length >= SUMMARY_FROM) session.output.item(null, () => summary(results));
  const [first] = refused;
  if (session.output.json && first !== undefined) {
    const { detail = '' } = first;
    const { advice } = FAULT_CATALOG[codeOf(first)];
    const error = { code: codeOf(first), detail, advice, facts: { refused: refused.length } };
    session.terminal.err(`${JSON.stringify({ error })}\n`);
  } else refused.forEach((one) => session.terminal.err(`${codeOf(one)}\n`));
  if (isShort) {
    const rest = total - results.length;
    session.output.note(`stopped: ${results.length} of ${total} files were handed in; submit the other ${rest} again`);
    return EXIT_INTERRUPTED;
  }
  return first === undefined ? 0 : exitCodeOf(first);
}

/** What was refused as a whole on the way is the result of each file in it; nothing that was taken is forgotten. */
async function submitSome(
  client: HttpsClient,
  sources: readonly LicenseSource[],
  isLater: boolean,
): Promise<SubmissionResult[]> {
  const files = sources.map((one) => one.text).filter((one) => typeof one === 'string');
  let answers: readonly SubmissionResult[];
  try {
    const answer = files.length === 0 ? { results: [] } : await client.sendJson('POST', PATH, { files });
    answers = (answer as { results: SubmissionResult[] }).results;
  } catch (error) {
    if (!(error instanceof Fault) || !isLater) throw error;
    answers = files.map(() => refusal(error));
  }
  let next = 0;
  return sources.map((one) =>
    one.text instanceof Fault ? unread(one) : { file: one.name, ...(answers[next++] ?? { ok: false }) },
  );
}

const PATH = '/api/v1/license-submissions';

function unread({ name, text }: LicenseSource): SubmissionResult {
  return { file: name, ...(text instanceof Fault ? refusal(text) : { ok: false }) };
}

function portions(sources: readonly LicenseSource[]): LicenseSource[][] {
  const all: LicenseSource[][] = [];
  let bytes = Infinity;
  let files = 0;
  for (const one of sources) {
    const size = typeof one.text === 'string' ? one.text.length : 0;
    const last = all.at(-1);
    if (last === undefined || files >= REQUEST_FILES || bytes + size > REQUEST_BYTES) {
      all.push([one]);
      bytes = size;
      files = 1;
    } else {
      last.push(one);
      bytes += size;
      files += 1;
    }
  }
  return all;
}
