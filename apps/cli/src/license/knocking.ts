import { adminGet, adminSend, pathOf } from '../admin/call';
import type { Session } from '../session';

/** A key that asks and was never submitted. */
export interface KnockingView {
  readonly fingerprint: string;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly count: number;
  readonly known: 'pending' | 'revoked' | 'unknown';
  readonly pending: {
    readonly digest: string;
    readonly vendor: string;
    readonly licenseId: string;
    readonly customer: string;
  } | null;
  readonly next: string;
}

export async function knocking(session: Session): Promise<void> {
  const answer = await adminGet<{ keys: KnockingView[] }>(session, 'licenses/knocking');
  const rows = answer.keys.map((one) => [
    one.fingerprint,
    one.count,
    one.firstSeen,
    one.lastSeen,
    one.pending === null ? one.known : `pending: ${one.pending.customer}, ${one.pending.licenseId}`,
    one.next,
  ]);
  const header = ['KEY', 'REQUESTS', 'FIRST SEEN', 'LAST SEEN', 'KNOWN', 'NEXT STEP'];
  session.output.table(answer, header, rows, 'No unsubmitted key has asked.');
}

export function knock(session: Session, fingerprint: string): Promise<KnockingView> {
  return adminGet<KnockingView>(session, `licenses/knocking/${pathOf(fingerprint)}`);
}

/** Drops an entry from the list until its key asks again. */
export async function dismiss(session: Session, fingerprint: string): Promise<void> {
  await adminSend(session, 'DELETE', `licenses/knocking/${pathOf(fingerprint)}`);
  session.output.document(
    { fingerprint, dismissed: true },
    () => `key ${fingerprint} is off the list until it asks again`,
  );
}
