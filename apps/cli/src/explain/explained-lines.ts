import { momentText } from '../console/moments';
import type { ExplainedView, RungView, SourceView, StepView, VerdictView } from './explained-view';

const MARKS = { decides: '=>', outranked: '  ', 'weaker-hash': ' x', silent: '  ' } as const;
const LAYERS = {
  'customer-override': "customer's override",
  'provider-override': "provider's override",
  feed: 'feed',
  nothing: 'nobody knows it',
} as const;
const ENDS: Readonly<Record<string, string>> = {
  snapshots: 'older snapshots are not kept',
  limit: 'there is more; it is cut here',
};

/** One object: the answer, who is asked in which order, and what changed it. */
export function explainedLines(text: string, told: ExplainedView): string[] {
  if ('error' in told) return [`${text}: ${told.error.detail} (${told.error.code})`, ''];
  const { answer, ladder, overrides, guards, restriction, history } = told;
  const reason = (rung: RungView): string | undefined => overrides.find(({ id }) => id === rung.override)?.reason;
  return [
    `${text}: ${verdictText(answer)}, by ${sourceText(answer.source)}`,
    ...ladder.map((rung) => `  ${MARKS[rung.outcome]} ${rungText(rung, reason(rung))}`),
    ...(guards ?? []).map(({ list, entry }) => `  guarded by ${list}: ${entry}`),
    ...(restriction === null
      ? []
      : [`  requests are ${restriction.mode} by ${restriction.source}: ${restriction.reason}`]),
    ...(history === null ? [] : history.steps.map((step) => `  ${stepText(step)}`)),
    ...(history === null || ENDS[history.end] === undefined ? [] : [`  ${ENDS[history.end] ?? ''}`]),
    '',
  ];
}

function verdictText({ zone, threat, product, matched }: VerdictView): string {
  const name = threat ?? product;
  return [zone, name === null ? '' : ` (${name})`, matched === null ? '' : `, matched ${matched}`].join('');
}

function sourceText(source: SourceView): string {
  if (source.kind === 'none') return 'nobody';
  if (source.kind === 'feed') return `${source.feed} version ${String(source.version)}`;
  return `the ${source.owner}'s override: ${source.reason}`;
}

function rungText({ layer, outcome, says, feed, version }: RungView, reason: string | undefined): string {
  const name = layer === 'feed' ? `${feed ?? ''} version ${String(version)}` : LAYERS[layer];
  const word = says === null ? (layer === 'nothing' ? 'grey' : 'says nothing') : verdictText(says);
  const why = outcome === 'weaker-hash' ? ', not taken: green of a weaker hash' : '';
  return `${name.padEnd(26)} ${word}${why}${reason === undefined ? '' : ` - ${reason}`}`;
}

function stepText({ at, generation, from, to, actor }: StepView): string {
  const by = sourceText(to.by);
  return `${momentText(at)}  generation ${String(generation)}: ${from.zone} -> ${to.zone}, by ${by} (${actor})`;
}
