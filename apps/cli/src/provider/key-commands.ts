import { groupedFingerprint } from '@pksn/signing';
import { adminGet, adminSend } from '../admin/call';
import type { Session } from '../session';

interface KeyView {
  readonly fingerprint: string;
  readonly number: number;
  readonly madeAt: string;
}

/** Alone on a line, for scripts; in groups beside it, to be read aloud. */
export async function fingerprint(session: Session): Promise<void> {
  const key = await adminGet<KeyView>(session, 'provider/key');
  session.output.document(key, () => key.fingerprint);
  session.output.note(`to read aloud: ${groupedFingerprint(key.fingerprint)}`);
}

export async function rotateKey(session: Session): Promise<void> {
  const key = await adminSend<KeyView>(session, 'POST', 'provider/key/rotations', {});
  session.output.document(key, () => [
    `The key in force is now ${groupedFingerprint(key.fingerprint)}.`,
    'The key before signed it, so endpoints that have loaded a file follow; new ones need the new fingerprint.',
    'Back up the key file, then issue a file: pksn provider settings --out FILE.',
  ]);
}
