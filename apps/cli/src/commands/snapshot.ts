import type { SnapshotView } from '../admin/answers';
import { adminGet, adminSend, pathOf } from '../admin/call';
import { momentText } from '../console/moments';
import { recordNumber, wholeNumber } from '../options';
import type { Registrar, Session } from '../session';
import { preview } from '../snapshot/preview';
import { release } from '../snapshot/release';
import { revert } from '../snapshot/revert';

export const register: Registrar = (program, run) => {
  const snapshot = program.command('snapshot').description('retained snapshots of feeds');
  snapshot
    .command('list')
    .description('list the snapshots')
    .option('--feed <feed>', 'of one feed only')
    .action(run(list));
  snapshot.command('show <snapshot>').description('show one snapshot, and why it waits').action(run(show));
  snapshot
    .command('preview <snapshot>')
    .description('what it would change, and what the guards say to that')
    .action(run(preview));
  snapshot
    .command('activate <snapshot>')
    .description('answer from a held snapshot')
    .option('--reason <text>', 'for the audit log; needed when a guard holds it')
    .action(run(activate));
  snapshot
    .command('hold <snapshot>')
    .description('keep a waiting snapshot from going live by itself')
    .option('--reason <text>', 'for the audit log')
    .action(run(hold));
  snapshot
    .command('revert <feed>')
    .description('go back to the version before, and pin the feed')
    .option('--to <version>', 'to this version, which was live before', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .option('--reason <text>', 'for the audit log')
    .action(run(revert));
  snapshot
    .command('release <feed>')
    .description('the same as feed release')
    .option('--reason <text>', 'for the audit log')
    .action(run(release));
};

async function list(session: Session, options: { feed?: string }): Promise<void> {
  const query = options.feed === undefined ? '' : `?feed=${encodeURIComponent(options.feed)}`;
  const answer = await adminGet<{ snapshots: SnapshotView[] }>(session, `snapshots${query}`);
  const rows = answer.snapshots.map((one) => {
    const since = one.activatedAt ?? one.createdAt;
    return [one.id, one.feed, one.version, one.kind, one.state, recordsOf(one), since, waitText(one)];
  });
  const header = ['SNAPSHOT', 'FEED', 'VERSION', 'KIND', 'STATE', 'RECORDS', 'SINCE', 'WAITS'];
  session.output.table(answer, header, rows, 'There is no snapshot yet.');
}

function recordsOf({ counts }: SnapshotView): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function waitText({ hold }: SnapshotView): string {
  if (hold == null) return '';
  return hold.activateAt === null ? hold.kind : `until ${momentText(hold.activateAt)}`;
}

async function show(session: Session, id: string): Promise<void> {
  const one = await adminGet<SnapshotView>(session, `snapshots/${pathOf(recordNumber(id, 'a snapshot'))}`);
  session.output.document(one, () => [
    `snapshot ${one.id}: ${one.feed} version ${one.version}, ${one.kind}, ${one.state}`,
    ...(one.hold == null
      ? []
      : [`  ${one.hold.reason ?? 'held'}${one.hold.activateAt === null ? '' : ` (${waitText(one)})`}`]),
    `  staged ${momentText(one.createdAt)}, ${one.activatedAt === null ? 'never live' : `last activated ${momentText(one.activatedAt)}`}`,
    ...(one.baseId == null ? [] : [`  a delta on snapshot ${one.baseId}`]),
    ...(one.freshUntil === undefined ? [] : [`  fresh until ${momentText(one.freshUntil)}`]),
    ...Object.entries(one.counts).map(([section, count]) => `  ${count} in ${section}`),
    `  content ${one.stateHash}`,
  ]);
}

async function activate(session: Session, id: string, options: { reason?: string }): Promise<void> {
  const path = `snapshots/${pathOf(recordNumber(id, 'a snapshot'))}/activate`;
  const answer = await adminSend<{ generation: number }>(session, 'POST', path, { reason: options.reason });
  session.output.document(answer, () => `snapshot ${id} is live in generation ${answer.generation}`);
}

async function hold(session: Session, id: string, options: { reason?: string }): Promise<void> {
  const path = `snapshots/${pathOf(recordNumber(id, 'a snapshot'))}/hold`;
  const answer = await adminSend<SnapshotView>(session, 'POST', path, { reason: options.reason });
  session.output.document(answer, () => `snapshot ${id} waits until somebody activates it`);
}
