import { OBJECT_TYPES, RESTRICTION_MODES } from '@pksn/domain';
import type { RequestRestriction } from '@pksn/domain';
import type { ServiceStanding } from '@pksn/endpoint-client';
import { momentText as moment } from '../console/moments';

/** One restriction for people; one that is not of kinds of objects is its reason. */
export function restrictionLines(restriction: ServiceStanding['restrictions'][number] | RequestRestriction): string[] {
  if (!isOfKinds(restriction)) return [`  ${restriction.reason}`];
  const { objects, mode, sample, notBefore, until, reason } = restriction;
  const source = 'source' in restriction ? restriction.source : undefined;
  const what = mode === 'disabled' ? 'switched off' : `from ${String(sample)} % of endpoints only`;
  const end = until === null ? 'until lifted' : `until ${moment(until)}`;
  const who = source === undefined ? '' : ` (${String(source)})`;
  return [`  ${objects.join(', ')}: ${what}, from ${moment(notBefore)} ${end}${who}`, `    ${reason}`];
}

/** What a service words in another way is its reason alone. */
function isOfKinds(one: object): one is RequestRestriction {
  const { objects, mode, sample, notBefore, until } = one as Readonly<Record<string, unknown>>;
  const isListed = Array.isArray(objects) && objects.every((kind) => OBJECT_TYPES.some((type) => type === kind));
  const hasTimes = typeof notBefore === 'string' && (until === null || typeof until === 'string');
  const hasShare = mode !== 'sampled' || typeof sample === 'number';
  return isListed && hasTimes && hasShare && RESTRICTION_MODES.some((known) => known === mode);
}
