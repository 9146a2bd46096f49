import type { SubmissionResult } from '../admin/answers';
import { adminGet, adminSend, pathOf } from '../admin/call';
import { dayText, momentText } from '../console/moments';
import type { Session } from '../session';
import { stateText } from './submission-text';

interface PendingView {
  readonly digest: string;
  readonly vendor: string;
  readonly licenseId: string;
  readonly customer: string;
  readonly fingerprint: string;
  readonly receivedAt: string;
  readonly customerId?: string;
  readonly expiresAt?: string;
  readonly feeds?: readonly string[] | null;
  readonly seats?: number | null;
  readonly supersedes?: readonly string[];
}

export async function pending(session: Session): Promise<void> {
  const answer = await adminGet<{ submissions: PendingView[] }>(session, 'licenses/pending');
  const rows = answer.submissions.map((one) => [
    one.digest,
    one.licenseId,
    one.vendor,
    one.customerId === undefined ? one.customer : `${one.customer} (${one.customerId})`,
    one.fingerprint,
    one.expiresAt === undefined ? null : dayText(one.expiresAt),
    one.feeds == null ? `all of ${one.vendor}` : one.feeds.join(' '),
    one.seats,
    one.supersedes?.join(' '),
    momentText(one.receivedAt),
  ]);
  const names = 'DIGEST,LICENSE,VENDOR,CUSTOMER,KEY,LAST DAY,FEEDS,SEATS,REPLACES,RECEIVED';
  const header = names.split(',');
  session.output.table(answer, header, rows, 'No submission awaits approval.');
}

/** The service takes the digest, or the fingerprint of the key. */
export async function approve(session: Session, name: string): Promise<void> {
  const answer = await adminSend<SubmissionResult>(session, 'POST', `licenses/pending/${pathOf(name)}/approve`);
  session.output.document(answer, () => [
    `key ${answer.fingerprint ?? ''} (license ${answer.licenseId ?? ''}) is ${stateText(answer.state)}`,
    ...(answer.notes ?? []).map((note) => `  ${note}`),
  ]);
}

export async function refuse(session: Session, name: string, { reason }: { reason?: string } = {}): Promise<void> {
  await adminSend(session, 'POST', `licenses/pending/${pathOf(name)}/refuse`, { reason });
  session.output.document({ submission: name, refused: true }, () => `submission ${name} is refused`);
}
