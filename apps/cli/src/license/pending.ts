import type { SubmissionResult } from '../admin/answers';
import { adminGet, adminSend, pathOf } from '../admin/call';
import type { Session } from '../session';
import { stateText } from './submission-text';

interface PendingView {
  readonly digest: string;
  readonly vendor: string;
  readonly licenseId: string;
  readonly customer: string;
  readonly fingerprint: string;
  readonly receivedAt: string;
}

export async function pending(session: Session): Promise<void> {
  const answer = await adminGet<{ submissions: PendingView[] }>(session, 'licenses/pending');
  const rows = answer.submissions.map((one) => [
    one.digest,
    one.licenseId,
    one.vendor,
    one.customer,
    one.fingerprint,
    one.receivedAt,
  ]);
  const header = ['DIGEST', 'LICENSE', 'VENDOR', 'CUSTOMER', 'KEY', 'RECEIVED'];
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

export async function refuse(session: Session, name: string): Promise<void> {
  await adminSend(session, 'DELETE', `licenses/pending/${pathOf(name)}`);
  session.output.document({ submission: name, refused: true }, () => `submission ${name} is refused`);
}
