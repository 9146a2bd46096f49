import type { SnapshotView } from '../admin/answers';
import { adminGet, adminSend, pathOf } from '../admin/call';
import { recordNumber } from '../options';
import type { Registrar, Session } from '../session';

export const register: Registrar = (program, run) => {
  const snapshot = program.command('snapshot').description('retained snapshots of feeds');
  snapshot
    .command('list')
    .description('list the snapshots')
    .option('--feed <feed>', 'of one feed only')
    .action(run(list));
  snapshot
    .command('activate <snapshot>')
    .description('answer from a held snapshot')
    .option('--reason <text>', 'for the audit log')
    .action(run(activate));
};

async function list(session: Session, options: { feed?: string }): Promise<void> {
  const query = options.feed === undefined ? '' : `?feed=${encodeURIComponent(options.feed)}`;
  const answer = await adminGet<{ snapshots: SnapshotView[] }>(session, `snapshots${query}`);
  const rows = answer.snapshots.map((one) => {
    const records = Object.values(one.counts).reduce((sum, count) => sum + count, 0);
    return [one.id, one.feed, one.version, one.kind, one.state, records, one.activatedAt ?? one.createdAt];
  });
  const header = ['SNAPSHOT', 'FEED', 'VERSION', 'KIND', 'STATE', 'RECORDS', 'SINCE'];
  session.output.table(answer, header, rows, 'There is no snapshot yet.');
}

async function activate(session: Session, id: string, options: { reason?: string }): Promise<void> {
  const path = `snapshots/${pathOf(recordNumber(id, 'a snapshot'))}/activate`;
  const answer = await adminSend<{ generation: number }>(session, 'POST', path, { reason: options.reason });
  session.output.document(answer, () => `snapshot ${id} is live in generation ${answer.generation}`);
}
