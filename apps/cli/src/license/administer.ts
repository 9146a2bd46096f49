import { Fault } from '@pksn/domain';
import type { LicenseView } from '../admin/answers';
import { adminSend, pathOf } from '../admin/call';
import { counted } from '../console/counted';
import { momentText } from '../console/moments';
import type { Session } from '../session';

export async function revoke(
  session: Session,
  id: string,
  options: { reason: string; fingerprint?: string },
): Promise<void> {
  const { reason, fingerprint } = options;
  const answer = await act(session, id, 'revoke', { reason, fingerprint });
  const what = fingerprint === undefined ? nameOf(id, answer) : `key ${fingerprint} of ${nameOf(id, answer)}`;
  session.output.document(answer, () => [`${what} is revoked`, ...keyLines(answer)]);
}

/** Marks a license, or takes back the mark that this provider made. */
export async function change(session: Session, id: string, options: { reason: string; undo?: boolean }): Promise<void> {
  const { reason, undo = false } = options;
  const answer = await act(session, id, undo ? 'unchange' : 'change', { reason });
  const outcome = undo ? 'is no longer marked as changed' : 'is marked as changed; its new key is awaited';
  session.output.document(answer, () => [`${nameOf(id, answer)} ${outcome}`, ...keyLines(answer)]);
}

export async function overlap(session: Session, id: string, options: { hours: number }): Promise<void> {
  const answer = await act(session, id, 'overlap', { hours: options.hours });
  const howLong = `${counted(options.hours, 'hour')}, those that are replaced later, too`;
  session.output.document(answer, () => [
    `replaced keys of ${nameOf(id, answer)} go on for ${howLong}`,
    ...keyLines(answer),
  ]);
}

function act(session: Session, id: string, verb: string, body: object): Promise<Partial<LicenseView>> {
  return adminSend<Partial<LicenseView>>(session, 'POST', `licenses/${pathOf(id)}/${verb}`, body);
}

function nameOf(id: string, { customer, product }: Partial<LicenseView>): string {
  return `license ${id}${customer === undefined ? '' : ` of ${customer.name} (${product ?? ''})`}`;
}

/** Each key and until when it goes on, which is what such a step is about. */
function keyLines({ keys = [] }: Partial<LicenseView>): string[] {
  return keys.map(({ fingerprint, state, overlapEndsAt }) => {
    const end = overlapEndsAt === null || state !== 'overlap' ? '' : `, until ${momentText(overlapEndsAt)}`;
    return `  key ${fingerprint} is ${state}${end}`;
  });
}

export async function grant(
  session: Session,
  id: string,
  feeds: string[],
  options: { reason?: string } = {},
): Promise<void> {
  if (feeds.length === 0) throw new Fault('USAGE', 'name the feeds');
  const body = { feeds, reason: options.reason };
  const answer = await adminSend<{ withoutContent?: string[] }>(session, 'POST', `licenses/${pathOf(id)}/grant`, body);
  session.output.document(answer, () => [
    `license ${id} covers ${feeds.join(', ')} too`,
    ...(answer.withoutContent ?? []).map((feed) => `  ${feed} has no content here yet: import a package of it`),
  ]);
}

export async function ungrant(
  session: Session,
  id: string,
  feeds: string[],
  options: { reason?: string } = {},
): Promise<void> {
  const body = { feeds, reason: options.reason };
  const answer = await adminSend(session, 'POST', `licenses/${pathOf(id)}/ungrant`, body);
  session.output.document(answer, () => `license ${id} covers ${feeds.join(', ')} no longer by a grant`);
}
