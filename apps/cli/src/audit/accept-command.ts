import { adminSend } from '../admin/call';
import type { Session } from '../session';
import type { CheckpointView } from './audit-views';

export async function accept(session: Session, { reason }: { reason: string }): Promise<void> {
  const made = await adminSend<CheckpointView>(session, 'POST', 'audit/breaks', { reason });
  session.output.document(made, () => [
    `The history goes on from entry ${made.sequence}; checkpoint ${made.number} says so, with your reason.`,
    'Checkpoints that were kept elsewhere from before still show what is missing.',
  ]);
}
