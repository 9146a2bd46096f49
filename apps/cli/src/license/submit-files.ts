import { Fault, FAULT_CATALOG, FAULT_KINDS } from '@pksn/domain';
import type { FaultCode } from '@pksn/domain';
import type { SubmissionResult } from '../admin/answers';
import { admin } from '../admin/call';
import type { HttpsClient } from '../connection/https-client';
import { counted } from '../console/counted';
import type { Session } from '../session';
import { licenseSources } from './license-sources';

/** Of one request: far below what the service takes, so that a slow line has its answer in time. */
const REQUEST_FILES = 200;
const REQUEST_BYTES = 4 << 20;
const SUMMARY_FROM = 10;

/** Each file has its own result, in order; the exit code is that of the first refusal. */
export async function submit(session: Session, names: string[]): Promise<number> {
  const sources = await licenseSources(session.terminal, names);
  const texts = sources.map((one) => one.text).filter((one) => typeof one === 'string');
  const answers = texts.length === 0 ? [] : await admin(session, (client) => sendAll(session, client, texts));
  let next = 0;
  const results = sources.map(({ name, text }): SubmissionResult => {
    return { file: name, ...(text instanceof Fault ? refusal(text) : (answers[next++] ?? { ok: false })) };
  });
  const refused = results.filter((one) => !one.ok);
  session.output.document({ results }, () => [
    ...results.flatMap((one) => resultLines(one.file ?? '', one)),
    ...(results.length < SUMMARY_FROM ? [] : [summary(results, refused.length)]),
  ]);
  refused.forEach((one) => session.terminal.err(`${one.code ?? 'LICENSE_FILE_MALFORMED'}\n`));
  return refused[0] === undefined ? 0 : exitCodeOf(refused[0].code);
}

/** What was refused as a whole on the way is the result of each file in it; nothing that was taken is forgotten. */
async function sendAll(session: Session, client: HttpsClient, texts: readonly string[]): Promise<SubmissionResult[]> {
  const results: SubmissionResult[] = [];
  for (const files of portions(texts)) {
    session.progress.show('submitting', results.length, texts.length, 'files');
    try {
      const answer = await client.sendJson('POST', '/api/v1/license-submissions', { files });
      results.push(...(answer as { results: SubmissionResult[] }).results);
    } catch (error) {
      if (!(error instanceof Fault) || results.length === 0) throw error;
      results.push(...files.map(() => refusal(error)));
    }
  }
  session.progress.clear();
  return results;
}

function portions(texts: readonly string[]): string[][] {
  const all: string[][] = [];
  let bytes = Infinity;
  for (const text of texts) {
    const last = all.at(-1);
    bytes += text.length;
    if (last === undefined || last.length >= REQUEST_FILES || bytes > REQUEST_BYTES) {
      all.push([text]);
      bytes = text.length;
    } else last.push(text);
  }
  return all;
}

function refusal({ code, detail, entry }: Fault): SubmissionResult {
  return {
    ok: false,
    code,
    detail,
    advice: code === 'USAGE' ? 'Check the path and submit this file again.' : entry.advice,
  };
}

/** One line for a file that was taken; a refusal has one for each of its facts, as they are long. */
function resultLines(path: string, result: SubmissionResult): string[] {
  if (!result.ok) {
    const facts = [result.detail, result.advice].filter((one) => one !== undefined && one !== '');
    return [`${path}: ${result.code ?? 'refused'}`, ...facts.map((one) => `  ${one ?? ''}`)];
  }
  const customer = typeof result.customer === 'string' ? result.customer : (result.customer?.name ?? '');
  const license = `license ${result.licenseId ?? ''}`;
  return [`${path}: key ${result.fingerprint ?? ''} of ${customer} (${license}) is ${result.state ?? 'submitted'}`];
}

function summary(results: readonly SubmissionResult[], refused: number): string {
  return `${counted(results.length - refused, 'file')} taken, ${counted(refused, 'file')} refused`;
}

function exitCodeOf(code: string | undefined): number {
  const known = code !== undefined && code in FAULT_CATALOG ? (code as FaultCode) : 'LICENSE_FILE_MALFORMED';
  return FAULT_KINDS[FAULT_CATALOG[known].kind].exitCode;
}
