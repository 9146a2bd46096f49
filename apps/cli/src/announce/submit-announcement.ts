import { Fault } from '@pksn/domain';
import { LICENSING_LIMITS } from '@pksn/licensing';
import { adminSend } from '../admin/call';
import { readTextFile } from '../connection/read-text-file';
import { counted } from '../console/counted';
import { swappedFile } from '../files/swapped-file';
import type { Session } from '../session';
import { announcementCounts } from './announcement-text';

interface AnnouncementAnswer {
  readonly vendor: string;
  readonly revoked: number;
  readonly changed: number;
  readonly keys: number;
}

/** Hands a vendor's announcement to the service, which does not wait for the package that carries it. */
export async function submitAnnouncement(session: Session, path: string): Promise<void> {
  const announcement = await readTextFile(path, 'announcement', LICENSING_LIMITS.announcementBytes);
  const swapped = swappedFile(announcement, 'announcement');
  if (swapped !== null) throw new Fault('LICENSE_ANNOUNCEMENT_MALFORMED', `${path}: ${swapped}`);
  const answer = await adminSend<AnnouncementAnswer>(session, 'POST', 'license-announcements', { announcement });
  session.output.document(answer, () => [
    `${path}: ${announcementCounts(answer.revoked, answer.changed)} that ${answer.vendor} had not announced here before`,
    `  ${counted(answer.keys, 'registered key')} concerned`,
  ]);
}
