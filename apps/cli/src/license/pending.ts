import { Fault } from '@pksn/domain';
import type { SubmissionResult } from '../admin/answers';
import { adminGet, adminSend, pathOf } from '../admin/call';
import type { Session } from '../session';

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

const FINGERPRINT = /^[0-9a-f]{8}$/i;

/** The digest of a waiting submission that is named by it or by the fingerprint of its key. Throws NOT_FOUND, USAGE. */
async function digestOf(session: Session, name: string): Promise<string> {
  if (!FINGERPRINT.test(name)) return name;
  const { submissions } = await adminGet<{ submissions: PendingView[] }>(session, 'licenses/pending');
  const [one, ...others] = submissions.filter((pending) => pending.fingerprint === name.toLowerCase());
  if (one === undefined) throw new Fault('NOT_FOUND', `no submission of a key ${name} awaits approval`);
  if (others.length > 0) throw new Fault('USAGE', `several submissions have the fingerprint ${name}: name the digest`);
  return one.digest;
}

export async function approve(session: Session, name: string): Promise<void> {
  const digest = await digestOf(session, name);
  const answer = await adminSend<SubmissionResult>(session, 'POST', `licenses/pending/${pathOf(digest)}/approve`);
  session.output.document(
    answer,
    () => `key ${answer.fingerprint ?? ''} (license ${answer.licenseId ?? ''}) is ${answer.state ?? 'submitted'}`,
  );
}

export async function refuse(session: Session, digest: string): Promise<void> {
  await adminSend(session, 'DELETE', `licenses/pending/${pathOf(digest)}`);
  session.output.document({ digest, refused: true }, () => `submission ${digest} is refused`);
}
