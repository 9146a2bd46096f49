import { Fault, FAULT_CATALOG, FAULT_KINDS } from '@pksn/domain';
import type { FaultCode } from '@pksn/domain';
import type { KnockingView, LicenseView, SubmissionResult } from '../admin/answers';
import { adminGet, adminSend, pathOf } from '../admin/call';
import { readTextFile } from '../connection/read-text-file';
import type { Session } from '../session';

const LICENSE_FILE_BYTES = 65_536;

/** Each file has its own result; the exit code is that of the first refusal. */
export async function submit(session: Session, paths: string[]): Promise<number> {
  const files: string[] = [];
  for (const path of paths) files.push(await readTextFile(path, 'license file', LICENSE_FILE_BYTES));
  const answer = await adminSend<{ results: SubmissionResult[] }>(session, 'POST', 'license-submissions', { files });
  session.output.document(answer, () => answer.results.map((one, i) => resultLine(paths[i] ?? '', one)));
  const refused = answer.results.filter((one) => !one.ok);
  refused.forEach((one) => session.terminal.err(`${one.code ?? 'LICENSE_FILE_MALFORMED'}\n`));
  return refused[0] === undefined ? 0 : exitCodeOf(refused[0].code);
}

export function resultLine(path: string, result: SubmissionResult): string {
  if (!result.ok)
    return `${path}: ${result.code ?? 'refused'}: ${result.detail ?? ''} ${result.advice ?? ''}`.trimEnd();
  const customer = typeof result.customer === 'string' ? result.customer : (result.customer?.name ?? '');
  return `${path}: key ${result.fingerprint ?? ''} of ${customer} (license ${result.licenseId ?? ''}) is ${result.state ?? 'submitted'}`;
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
  session.output.document(answer, () => `replaced keys of license ${id} go on for ${options.hours} hours`);
}

export async function grant(session: Session, id: string, feeds: string[]): Promise<void> {
  if (feeds.length === 0) throw new Fault('USAGE', 'name the feeds');
  const answer = await adminSend(session, 'POST', `licenses/${pathOf(id)}/grant`, { feeds });
  session.output.document(answer, () => `license ${id} covers ${feeds.join(', ')} too`);
}

export async function knocking(session: Session): Promise<void> {
  const answer = await adminGet<{ keys: KnockingView[] }>(session, 'licenses/knocking');
  const rows = answer.keys.map((one) => [one.fingerprint, one.count, one.firstSeen, one.lastSeen]);
  session.output.table(answer, ['KEY', 'REQUESTS', 'FIRST SEEN', 'LAST SEEN'], rows, 'No unsubmitted key has asked.');
}
