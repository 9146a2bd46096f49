import { Fault } from '@pksn/domain';
import { adminGet, adminSend, pathOf } from '../admin/call';
import { pagePath } from '../admin/pages';
import type { Session } from '../session';
import { detailLines } from './detail-lines';
import type { OneProposal, ProposalView } from './proposal-views';

interface ListOptions {
  readonly state?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

interface Reasoned {
  readonly reason?: string;
}

export async function list(session: Session, { state, ...page }: ListOptions): Promise<void> {
  const path = pagePath('proposals', { state }, page);
  const answer = await adminGet<{ proposals: ProposalView[]; next: string | null }>(session, path);
  const rows = answer.proposals.map((one) => [
    ...[one.id, one.state, one.kind, one.subject, one.proposedBy + (one.own ? ' (you)' : '')],
    timeText(one.endedAt ?? one.expiresAt),
  ]);
  const empty = state === 'waiting' ? 'Nothing waits for a second person.' : 'No proposal is like that.';
  session.output.table(answer, ['ID', 'STATE', 'KIND', 'ABOUT', 'PROPOSED BY', 'UNTIL'], rows, empty);
  if (answer.next !== null) session.output.note(`there are more: --cursor ${answer.next}`);
}

export async function show(session: Session, id: string): Promise<void> {
  const one = await adminGet<OneProposal>(session, `proposals/${pathOf(idOf(id))}`);
  session.output.document(one, () => linesOf(one));
}

export const approve = decided('approve', 'it is done');
export const refuse = decided('refuse', 'it is refused; nothing was changed');
export const withdraw = decided('withdraw', 'it is withdrawn; nothing was changed');

function decided(how: string, said: string): (session: Session, id: string, options: Reasoned) => Promise<void> {
  return async (session, id, { reason }) => {
    const path = `proposals/${pathOf(idOf(id))}/${how}`;
    const one = await adminSend<OneProposal>(session, 'POST', path, reason === undefined ? {} : { reason });
    session.output.document(one, () => {
      const result = Object.entries(one.result ?? {}).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
      return [`${one.kind}, ${one.subject}: ${said}`, ...(result.length === 0 ? [] : [`  ${result.join(', ')}`])];
    });
  };
}

function linesOf(one: OneProposal): string[] {
  const { state, endedBy, endedAt, endedReason } = one;
  return [
    `${String(one.id)}  ${one.kind}: ${one.subject}`,
    `  state      ${state}${one.own ? ' (you proposed it)' : ''}`,
    `  proposed   by ${one.proposedBy}, ${timeText(one.proposedAt)}`,
    ...(endedAt === null ? [`  until      ${timeText(one.expiresAt)}`] : []),
    ...(endedBy === null ? [] : [`  ended      by ${endedBy}, ${timeText(endedAt ?? '')}`]),
    ...(endedReason === null ? [] : [`  reason     ${endedReason}`]),
    ...(one.void === null ? [] : [`  void       ${one.void}`]),
    ...detailLines(one),
  ];
}

/** Fault: USAGE. */
function idOf(text: string): string {
  if (/^\d{1,15}$/.test(text)) return text;
  throw new Fault('USAGE', 'a proposal has a number: pksn approval list');
}

function timeText(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`;
}
