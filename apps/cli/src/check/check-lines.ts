import type { ServiceStanding } from '@pksn/endpoint-client';
import { counted } from '../console/counted';
import { ageText } from '../console/moments';
import { bytesText } from '../console/progress-bar';
import { tableLines } from '../console/output';
import { resultLine } from '../query/lookup-lines';
import type { CheckedFile } from './checked-file';
import type { CheckTally } from './check-tally';
import { shownPath } from './file-name';
import { givenPath } from './found-file';

/** One file for a person. */
export function fileLine({ file, state, answer, refused }: CheckedFile): string {
  const path = shownPath(givenPath(file)).text;
  if (answer !== null) return resultLine(path, answer);
  const why = [refused?.code ?? '', refused?.detail ?? ''].filter((part) => part !== '').join(': ');
  return `${state.padEnd(10)}  ${path}  ${why}`;
}

/** One file for a program. `path` is for reading; where it is not the very path, `pathBytes` has that in base64. */
export function fileDocument({ file, state, answer, refused }: CheckedFile): object {
  const bytes = givenPath(file);
  const { text, isExact } = shownPath(bytes);
  const { sha256, sizeBytes } = file;
  const exact = isExact ? {} : { pathBytes: bytes.toString('base64') };
  const error = refused === null ? {} : { error: refused };
  return { path: text, ...exact, state, sha256, sizeBytes, ...(answer ?? {}), ...error };
}

/** What a check came to, beside its counts. */
export interface CheckEnd {
  readonly ms: number;
  readonly isInterrupted: boolean;
  readonly isGivenUp: boolean;
  readonly standing: ServiceStanding;
}

export function summaryDocument(tally: CheckTally, { ms, isInterrupted, isGivenUp, standing }: CheckEnd): object {
  const { files, bytes, states, leftOut, networks, from, oldestMs, generation } = tally;
  const isComplete = !isInterrupted && !isGivenUp && states.unread + states.unanswered === 0;
  const counts = { files, bytes, ms: Math.round(ms), ...states, leftOut };
  const service = { status: standing.status, shown: standing.shown };
  return { summary: { ...counts, complete: isComplete, interrupted: isInterrupted, networks, from, oldestMs, generation, service } }; // prettier-ignore
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
    `network: ${named.length === 0 ? 'none answered' : named.join(', ')}; service: ${standing.shown}`,
    ...(kept === 0 ? [] : [`${counted(kept, 'answer')} kept here${oldestText(from.offline, oldestMs)}`]),
    ...(isGivenUp ? ['ended early: the service does not answer; the rest was not checked'] : []),
    ...(isInterrupted ? ['ended by Ctrl-C: the rest was not checked'] : []),
  ];
}

const ROWS = [
  ['red', 'malicious'],
  ['orange', 'suspicious'],
  ['yellow', 'suspicious, or potentially unwanted'],
  ['grey', 'nothing is known'],
  ['green', 'known as good'],
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
