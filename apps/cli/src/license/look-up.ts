import type { HistoryView, LicenseView, LicensesView } from '../admin/answers';
import { admin, adminGet, pathOf } from '../admin/call';
import type { PageOptions } from '../admin/pages';
import { pagePath, readPages } from '../admin/pages';
import { counted } from '../console/counted';
import { dayText, endText, momentText } from '../console/moments';
import { historyLines } from '../console/history-lines';
import { requireFree, requireWritable, writeOutput } from '../files/output-path';
import type { Session } from '../session';

interface ListOptions extends PageOptions {
  readonly customer?: string;
  readonly state?: string;
  readonly search?: string;
}

export async function list(session: Session, options: ListOptions): Promise<void> {
  const { customer, state, search } = options;
  const answer = await admin(session, (client) =>
    readPages<LicensesView, 'licenses'>(
      client,
      pagePath('licenses', { customer, state, search }, options),
      'licenses',
      options,
    ),
  );
  const rows = answer.licenses.map((one) => {
    const current = one.keys.find((key) => key.state === 'current') ?? one.keys[0];
    return [
      one.licenseId,
      one.vendor,
      one.customer.name,
      one.product,
      one.state,
      current?.fingerprint,
      dayText(one.expiresAt),
    ];
  });
  const header = ['LICENSE', 'VENDOR', 'CUSTOMER', 'PRODUCT', 'STATE', 'KEY', 'LAST DAY'];
  const none = (customer ?? state ?? search) ? 'No license is like that.' : 'No license was submitted yet.';
  session.output.table(answer, header, rows, none);
  if (typeof answer.next === 'string') session.output.note(`there are more: --all, or --cursor ${answer.next}`);
  const { notRegistered = 0 } = answer;
  if (notRegistered > 0) {
    session.output.note(`${notRegistered} of licenses that are not registered yet: pksn license pending`);
  }
}

export async function show(session: Session, id: string, options: { history?: boolean } = {}): Promise<void> {
  const one = await adminGet<LicenseView>(session, `licenses/${pathOf(id)}`);
  const story = options.history === true ? await storyOf(session, one) : null;
  session.output.document(story === null ? one : { ...one, history: story }, () => [
    ...licenseLines(one),
    ...(story === null ? [] : ['', ...historyLines(story)]),
  ]);
}

async function storyOf(session: Session, { vendor, licenseId }: LicenseView): Promise<readonly HistoryView[]> {
  const path = `licenses/${pathOf(`${vendor}:${licenseId}`)}/history`;
  return (await adminGet<{ history: HistoryView[] }>(session, path)).history;
}

export function licenseLines(one: LicenseView): string[] {
  const granted = one.grantedFeeds ?? [];
  return [
    `license ${one.licenseId} of ${one.vendor} for ${one.customer.name} (${one.customer.id}): ${one.state}`,
    ...(one.awaitsNewKey === true ? ['  its new key is awaited'] : []),
    `  product  ${one.product}${one.edition === undefined ? '' : `, edition ${one.edition}`}`,
    `  feeds    ${one.feeds === null ? `all of ${one.vendor}` : one.feeds.join(', ')}`,
    ...(granted.length === 0 ? [] : [`  granted  ${granted.join(', ')}`]),
    `  valid    ${validText(one)}`,
    `  limits   ${limitsText(one)}`,
    ...(one.overlapHours === undefined ? [] : [`  overlap  ${counted(one.overlapHours, 'hour')}`]),
    ...one.keys.map((key) => {
      const overlapping = key.overlapEndsAt === null ? '' : `, overlap ends ${momentText(key.overlapEndsAt)}`;
      return `  key      ${key.fingerprint} ${key.state}, submitted ${momentText(key.submittedAt)}${overlapping}`;
    }),
  ];
}

function validText({ notBefore, expiresAt, graceEndsAt }: LicenseView): string {
  const from = notBefore == null ? '' : `from ${momentText(notBefore)} `;
  const grace = graceEndsAt == null || graceEndsAt === expiresAt ? '' : `, grace ${endText(graceEndsAt)}`;
  return `${from}until ${endText(expiresAt)}${grace}`;
}

function limitsText({ seats, requestsPerSecond }: LicenseView): string {
  const rate = requestsPerSecond == null ? 'any rate' : `${counted(requestsPerSecond, 'request')} a second`;
  return `${seats == null ? 'any number of seats' : counted(seats, 'seat')}, ${rate}`;
}

/** The accepted license file, as it came. */
export async function file(
  session: Session,
  id: string,
  options: { key?: string; out: string; force?: boolean },
): Promise<void> {
  const { key, out, force = false } = options;
  await requireWritable(out, '--out');
  await requireFree(out, '--out', force);
  const query = key === undefined ? '' : `?key=${encodeURIComponent(key)}`;
  const found = await adminGet<{ file: string; fingerprint: string; digest: string }>(
    session,
    `licenses/${pathOf(id)}/file${query}`,
  );
  await writeOutput(out, found.file, { flag: '--out', mode: 0o644, force });
  const { fingerprint, digest } = found;
  session.output.document(
    { fingerprint, digest, file: out },
    () => `the license file of key ${fingerprint} is in ${out}`,
  );
}
