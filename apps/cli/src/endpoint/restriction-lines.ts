import type { RequestRestriction } from '@pksn/domain';
import { momentText as moment } from '../console/moments';

/** One restriction for people. */
export function restrictionLines(restriction: RequestRestriction & { readonly source?: string }): string[] {
  const { objects, mode, sample, notBefore, until, reason, source } = restriction;
  const what = mode === 'disabled' ? 'switched off' : `from ${String(sample)} % of endpoints only`;
  const end = until === null ? 'until lifted' : `until ${moment(until)}`;
  const who = source === undefined ? '' : ` (${source})`;
  return [`  ${objects.join(', ')}: ${what}, from ${moment(notBefore)} ${end}${who}`, `    ${reason}`];
}
