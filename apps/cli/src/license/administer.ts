import { Fault } from '@pksn/domain';
import { adminSend, pathOf } from '../admin/call';
import { counted } from '../console/counted';
import type { Session } from '../session';

export async function revoke(
  session: Session,
  id: string,
  options: { reason: string; fingerprint?: string },
): Promise<void> {
  const { reason, fingerprint } = options;
  const answer = await adminSend(session, 'POST', `licenses/${pathOf(id)}/revoke`, { reason, fingerprint });
  const what = fingerprint === undefined ? `license ${id}` : `key ${fingerprint} of license ${id}`;
  session.output.document(answer, () => `${what} is revoked`);
}

export async function change(session: Session, id: string, options: { reason: string }): Promise<void> {
  const answer = await adminSend(session, 'POST', `licenses/${pathOf(id)}/change`, { reason: options.reason });
  session.output.document(answer, () => `license ${id} is marked as changed; its new key is awaited`);
}

export async function overlap(session: Session, id: string, options: { hours: number }): Promise<void> {
  const answer = await adminSend(session, 'POST', `licenses/${pathOf(id)}/overlap`, { hours: options.hours });
  session.output.document(answer, () => `replaced keys of license ${id} go on for ${counted(options.hours, 'hour')}`);
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
