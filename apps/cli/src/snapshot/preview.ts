import { adminGet, pathOf } from '../admin/call';
import { recordNumber } from '../options';
import type { Session } from '../session';
import type { PreviewAnswer } from './preview-text';
import { previewLines } from './preview-text';

export async function preview(session: Session, id: string): Promise<void> {
  const answer = await adminGet<PreviewAnswer>(session, `snapshots/${pathOf(recordNumber(id, 'a snapshot'))}/preview`);
  const { snapshot } = answer;
  session.output.document(answer, () => [
    `snapshot ${snapshot.id}: ${snapshot.feed} version ${snapshot.version}, ${snapshot.kind}, ${snapshot.state}`,
    ...previewLines(answer),
    ...(snapshot.state === 'held'
      ? [`  to make it live: pksn snapshot activate ${snapshot.id}${answer.guard === null ? '' : ' --reason TEXT'}`]
      : []),
  ]);
}
