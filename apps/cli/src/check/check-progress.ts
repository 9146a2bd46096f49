import { bytesText } from '../console/progress-bar';
import type { CheckTally } from './check-tally';

/** How far a check is after `ms` milliseconds, in one line. */
export function progressLine({ files, states }: CheckTally, readBytes: number, ms: number): string {
  const found = states.red > 0 ? `, ${String(states.red)} red` : '';
  const pace = bytesText(Math.round((readBytes * 1_000) / ms));
  return `checking: ${files.toLocaleString('en-US')} files, ${bytesText(readBytes)}, ${pace}/s${found}`;
}
