import { admin, adminGet, pathOf } from '../admin/call';
import { bytesText } from '../console/progress-bar';
import { momentText } from '../console/moments';
import type { Session } from '../session';

interface UploadRow {
  readonly id: string;
  readonly fileName: string;
  readonly offset: number;
  readonly sizeBytes: number;
  readonly actor: string;
  readonly expiresAt: string;
}

/** `pksn package uploads`: what a broken connection or a command that was ended has left behind. */
export async function uploads(session: Session, { cancel }: { readonly cancel?: string }): Promise<void> {
  if (cancel !== undefined) {
    await admin(session, (client) => client.sendJson('DELETE', `/api/v1/uploads/${pathOf(cancel)}`));
    return session.output.document({ id: cancel, cancelled: true }, () => `upload ${cancel} is given up`);
  }
  const { uploads: open } = await adminGet<{ uploads: readonly UploadRow[] }>(session, 'uploads');
  const rows = open.map((one) => [
    one.id,
    one.fileName,
    `${bytesText(one.offset)} of ${bytesText(one.sizeBytes)}`,
    one.actor,
    momentText(one.expiresAt),
  ]);
  session.output.table(open, ['id', 'file', 'came', 'by', 'kept until'], rows, 'There is none.');
}
