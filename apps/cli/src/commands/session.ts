import { adminGet, adminSend, pathOf } from '../admin/call';
import type { Registrar, Session } from '../session';

interface SessionView {
  readonly id: string;
  readonly name: string;
  readonly device: string;
  readonly address: string;
  readonly begunAt: string;
  readonly seenAt: string;
}

export const register: Registrar = (program, run) => {
  const session = program.command('session').description('where people are signed in');
  session.command('list').description('list the sessions of all people').action(run(list));
  session.command('end <id>').description('end one at once').action(run(end));
};

async function list(session: Session): Promise<void> {
  const answer = await adminGet<{ sessions: SessionView[] }>(session, 'sessions');
  const rows = answer.sessions.map((one) => [one.id, one.name, one.device, one.address, one.begunAt, one.seenAt]);
  const header = ['SESSION', 'NAME', 'BROWSER', 'ADDRESS', 'SINCE', 'LAST SEEN'];
  session.output.table(answer, header, rows, 'Nobody is signed in.');
}

async function end(session: Session, id: string): Promise<void> {
  await adminSend(session, 'DELETE', `sessions/${pathOf(id)}`);
  session.output.document({ id, ended: true }, () => `session ${id} has ended`);
}
