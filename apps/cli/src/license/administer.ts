import { Fault, FAULT_CATALOG, FAULT_KINDS } from '@pksn/domain';
import type { FaultCode } from '@pksn/domain';
import type { LicenseView, SubmissionResult } from '../admin/answers';
import { adminGet, adminSend, pathOf } from '../admin/call';
import { counted } from '../console/counted';
import { readTextFile } from '../connection/read-text-file';
import type { Session } from '../session';

const LICENSE_FILE_BYTES = 65_536;

/** Each file has its own result; the exit code is that of the first refusal. */
export async function submit(session: Session, paths: string[]): Promise<number> {
  const read: (string | Fault)[] = [];
  for (const path of paths) read.push(await licenseText(path));
  const files = read.filter((one) => typeof one === 'string');
  const answer = files.length === 0 ? { results: [] } : await sendFiles(session, files);
  let next = 0;
  const results = read.map((one) => (one instanceof Fault ? unread(one) : (answer.results[next++] ?? { ok: false })));
  session.output.document({ ...answer, results }, () => results.flatMap((one, i) => resultLines(paths[i] ?? '', one)));
  const refused = results.filter((one) => !one.ok);
  refused.forEach((one) => session.terminal.err(`${one.code ?? 'LICENSE_FILE_MALFORMED'}\n`));
  return refused[0] === undefined ? 0 : exitCodeOf(refused[0].code);
}

function sendFiles(session: Session, files: readonly string[]): Promise<{ results: SubmissionResult[] }> {
  return adminSend(session, 'POST', 'license-submissions', { files });
}

/** The text, or why it cannot be read: one missing file does not keep the others from being submitted. */
async function licenseText(path: string): Promise<string | Fault> {
  try {
    return await readTextFile(path, 'license file', LICENSE_FILE_BYTES);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

function unread({ code, detail }: Fault): SubmissionResult {
  return { ok: false, code, detail, advice: 'Check the path and submit this file again.' };
}

/** One line for a file that was taken; a refusal has one for each of its facts, as they are long. */
export function resultLines(path: string, result: SubmissionResult): string[] {
  if (!result.ok) {
    const facts = [result.detail, result.advice].filter((one) => one !== undefined && one !== '');
    return [`${path}: ${result.code ?? 'refused'}`, ...facts.map((one) => `  ${one ?? ''}`)];
  }
  const customer = typeof result.customer === 'string' ? result.customer : (result.customer?.name ?? '');
  const license = `license ${result.licenseId ?? ''}`;
  return [`${path}: key ${result.fingerprint ?? ''} of ${customer} (${license}) is ${result.state ?? 'submitted'}`];
}

function exitCodeOf(code: string | undefined): number {
  const known = code !== undefined && code in FAULT_CATALOG ? (code as FaultCode) : 'LICENSE_FILE_MALFORMED';
  return FAULT_KINDS[FAULT_CATALOG[known].kind].exitCode;
}

export async function list(session: Session): Promise<void> {
  const answer = await adminGet<{ licenses: LicenseView[] }>(session, 'licenses');
  const rows = answer.licenses.map((one) => {
    const current = one.keys.find((key) => key.state === 'current') ?? one.keys[0];
    return [one.licenseId, one.vendor, one.customer.name, one.product, one.state, current?.fingerprint, one.expiresAt];
  });
  const header = ['LICENSE', 'VENDOR', 'CUSTOMER', 'PRODUCT', 'STATE', 'KEY', 'EXPIRES'];
  session.output.table(answer, header, rows, 'No license was submitted yet.');
}

export async function show(session: Session, id: string): Promise<void> {
  const answer = await adminGet<LicenseView | { license: LicenseView }>(session, `licenses/${pathOf(id)}`);
  const one = 'license' in answer ? answer.license : answer;
  session.output.document(one, () => [
    `license ${one.licenseId} of ${one.vendor} for ${one.customer.name} (${one.customer.id}): ${one.state}`,
    `  product  ${one.product}`,
    `  feeds    ${one.feeds === null ? `all of ${one.vendor}` : one.feeds.join(', ')}`,
    `  expires  ${one.expiresAt}`,
    ...one.keys.map((key) => {
      const overlapping = key.overlapEndsAt === null ? '' : `, overlap ends ${key.overlapEndsAt}`;
      return `  key      ${key.fingerprint} ${key.state}, submitted ${key.submittedAt}${overlapping}`;
    }),
  ]);
}

export async function revoke(
  session: Session,
  id: string,
  options: { reason: string; fingerprint?: string },
): Promise<void> {
  const answer = await adminSend(session, 'POST', `licenses/${pathOf(id)}/revoke`, options);
  session.output.document(answer, () => `license ${id} is revoked`);
}

export async function change(session: Session, id: string, options: { reason: string }): Promise<void> {
  const answer = await adminSend(session, 'POST', `licenses/${pathOf(id)}/change`, options);
  session.output.document(answer, () => `license ${id} is marked as changed; its new key is awaited`);
}

export async function overlap(session: Session, id: string, options: { hours: number }): Promise<void> {
  const answer = await adminSend(session, 'POST', `licenses/${pathOf(id)}/overlap`, { hours: options.hours });
  session.output.document(answer, () => `replaced keys of license ${id} go on for ${counted(options.hours, 'hour')}`);
}

export async function grant(session: Session, id: string, feeds: string[]): Promise<void> {
  if (feeds.length === 0) throw new Fault('USAGE', 'name the feeds');
  const answer = await adminSend(session, 'POST', `licenses/${pathOf(id)}/grant`, { feeds });
  session.output.document(answer, () => `license ${id} covers ${feeds.join(', ')} too`);
}
