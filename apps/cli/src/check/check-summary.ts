import type { ServiceStanding } from '@pksn/endpoint-client';
import { counted } from '../console/counted';
import { ageText } from '../console/moments';
import { tableLines } from '../console/output';
import { bytesText } from '../console/progress-bar';
import type { CheckTally } from './check-tally';

/** What a check came to, beside its counts. */
export interface CheckEnd {
  readonly ms: number;
  readonly isInterrupted: boolean;
  readonly isGivenUp: boolean;
  /** Null: the service was not asked, and nothing is known of it here. */
  readonly standing: ServiceStanding | null;
}

/** Whether every file was read and answered for. */
export function isComplete(tally: CheckTally, { isInterrupted, isGivenUp }: CheckEnd): boolean {
  return !isInterrupted && !isGivenUp && tally.answered === tally.files;
}

export function summaryDocument(tally: CheckTally, end: CheckEnd): object {
  const { ms, isInterrupted, standing } = end;
  const { files, bytes, states, leftOut, networks, from, oldestMs, generation } = tally;
  const counts = { files, bytes, ms: Math.round(ms), ...states, leftOut };
  const service = standing === null ? null : { status: standing.status, shown: standing.shown };
  return { summary: { ...counts, complete: isComplete(tally, end), interrupted: isInterrupted, networks, from, oldestMs, generation, service } }; // prettier-ignore
}

export function summaryLines(tally: CheckTally, { ms, isInterrupted, isGivenUp, standing }: CheckEnd): string[] {
  const { states, files, bytes, from, networks, oldestMs } = tally;
  const rows = ROWS.map(([state, what]) => [state, states[state], what] as const).filter(
    ([state, count]) => count > 0 || state === 'red' || state === 'green' || state === 'grey',
  );
  const seconds = Math.max(ms / 1_000, 0.001);
  const named = Object.entries(networks).map(([name, count]) => `${name} (${counted(count, 'answer')})`);
  const kept = from.cache + from.offline;
  return [
    ...tableLines(['zone', 'files', ''], rows),
    `${counted(files, 'file')}, ${bytesText(bytes)} in ${seconds.toFixed(1)} s (${bytesText(Math.round(bytes / seconds))}/s)${leftOutText(tally)}`,
    `network: ${named.length === 0 ? 'none answered' : named.join(', ')}; service: ${standing?.shown ?? 'not asked'}`,
    ...(kept === 0 ? [] : [`${counted(kept, 'answer')} kept here${oldestText(from.offline, oldestMs)}`]),
    ...(isGivenUp ? ['ended early: no more answers were to be had; the rest was not checked'] : []),
    ...(isInterrupted ? ['ended by Ctrl-C: the rest was not checked'] : []),
  ];
}

const ROWS = [
  ['red', 'dangerous'],
  ['orange', 'not trusted'],
  ['yellow', 'adware or dual-use software'],
  ['grey', 'nothing is known'],
  ['green', 'known good'],
  ['unread', 'could not be read'],
  ['unanswered', 'nobody answered'],
] as const;

function oldestText(offline: number, oldestMs: number): string {
  return offline === 0 ? '' : `, ${String(offline)} of them given without the service, up to ${ageText(oldestMs)} old`;
}

function leftOutText({ leftOut }: CheckTally): string {
  const { links, special, excluded, mounts } = leftOut;
  const parts = [
    links > 0 ? counted(links, 'link') : '',
    special > 0 ? counted(special, 'device or pipe', 'devices or pipes') : '',
    mounts > 0 ? counted(mounts, 'folder of other file systems', 'folders of other file systems') : '',
    excluded > 0 ? `${String(excluded)} excluded` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `; left out: ${parts.join(', ')}`;
}
