import { objectWords } from './object-words';
import type { ExplainedOrNot } from './types';

export const CSV_HEADER = [
  'input',
  'type',
  'object',
  'zone',
  'threat',
  'product',
  'trustGroup',
  'popularity',
  'firstSeen',
  'matched',
  'source',
  'feed',
  'version',
  'reason',
  'error',
] as const;

export function csvRow(one: ExplainedOrNot): (string | number | null)[] {
  if ('error' in one) return [String(one.input), ...Array<null>(CSV_HEADER.length - 2).fill(null), one.error.detail];
  const { object, answer } = one;
  const { source } = answer;
  return [
    String(one.input),
    object.type,
    objectWords(object),
    answer.zone,
    answer.threat,
    answer.product,
    answer.trustGroup,
    answer.popularity,
    answer.firstSeen,
    answer.matched,
    source.kind === 'override' ? `override of the ${source.owner}` : source.kind,
    source.kind === 'feed' ? source.feed : null,
    source.kind === 'feed' ? source.version : null,
    source.kind === 'override' ? source.reason : null,
    null,
  ];
}
