import type { SnapshotView } from '../admin/answers';
import { counted } from '../console/counted';

interface ObjectView {
  readonly kind: string;
  readonly section: string;
  readonly key: string;
  readonly text: string | null;
  readonly from: string;
  readonly to: string;
  readonly popularity: number | null;
  readonly threat: string | null;
}

interface ThreatsView {
  readonly count: number;
  readonly first: readonly { readonly name: string; readonly records: number }[];
}

export interface PreviewAnswer {
  readonly snapshot: SnapshotView;
  /** Why a guard holds it. */
  readonly guard: string | null;
  readonly trips: readonly {
    readonly rule: string;
    readonly text: string;
    readonly count: number;
    readonly samples: readonly {
      readonly text: string | null;
      readonly key: string;
      readonly list: string;
      readonly entry: string;
    }[];
  }[];
  readonly preview: {
    readonly against: { readonly version: number } | null;
    readonly records: Readonly<Record<'before' | 'after' | 'added' | 'gone' | 'recolored' | 'edited', number>>;
    readonly transitions: readonly {
      readonly kind: string;
      readonly from: string;
      readonly to: string;
      readonly count: number;
      readonly samples: readonly ObjectView[];
    }[];
    readonly popular: readonly ObjectView[];
    readonly threats: { readonly new: ThreatsView; readonly gone: ThreatsView; readonly cut: boolean } | null;
  } | null;
}

const SHOWN_TRANSITIONS = 12;
const SHOWN_OBJECTS = 5;
const SHOWN_THREATS = 5;

/** What a person should know before saying yes. */
export function previewLines({ snapshot, trips, preview }: PreviewAnswer): string[] {
  const guard = trips.flatMap(({ text, samples, count }) => [
    `  GUARD: ${text}`,
    ...samples
      .slice(0, SHOWN_OBJECTS)
      .map((one) => `    ${one.text ?? one.key} (${one.entry === one.key ? '' : `${one.entry} `}of "${one.list}")`),
    ...more(count, Math.min(samples.length, SHOWN_OBJECTS)),
  ]);
  if (preview === null) return [...guard, '  it was not compared with what is live yet'];
  const { against, records, transitions, popular, threats } = preview;
  const tense = snapshot.state === 'held' ? 'is' : 'was';
  const than =
    against === null ? `nothing ${tense} live in its feed` : `against version ${against.version}, which ${tense} live`;
  return [
    ...guard,
    `  ${than}: ${counted(records.added, 'record')} added, ${records.gone} gone, ${records.recolored} of another zone, ${records.edited} with other facts`,
    ...transitions
      .slice(0, SHOWN_TRANSITIONS)
      .map(({ kind, from, to, count, samples }) => `    ${count} ${kind} ${from} -> ${to}${suchAs(samples[0])}`),
    ...more(transitions.length, SHOWN_TRANSITIONS),
    ...(popular.length === 0 ? [] : ['  most popular that change']),
    ...popular
      .slice(0, SHOWN_OBJECTS)
      .map((one) => `    ${nameOf(one)} ${one.from} -> ${one.to}${seen(one)}${called(one)}`),
    ...(threats === null ? [] : [...threatLines('new', threats.new), ...threatLines('gone', threats.gone)]),
    ...(threats?.cut === true ? ['  there are more threat names than are counted'] : []),
  ];
}

function more(all: number, shown: number): string[] {
  return all > shown && shown > 0 ? [`    and ${all - shown} more`] : [];
}

function suchAs(sample: ObjectView | undefined): string {
  return sample === undefined ? '' : `, such as ${nameOf(sample)}`;
}

function nameOf({ text, section, key }: ObjectView): string {
  return text ?? `${section} ${key}`;
}

function seen({ popularity }: ObjectView): string {
  return popularity === null ? '' : `, seen by ${popularity} or more`;
}

function called({ threat }: ObjectView): string {
  return threat === null ? '' : `, ${threat}`;
}

function threatLines(what: 'new' | 'gone', { count, first }: ThreatsView): string[] {
  if (count === 0) return [];
  const names = first.slice(0, SHOWN_THREATS).map(({ name, records }) => `${name} (${records})`);
  const rest = count - names.length;
  return [`  threats ${what}: ${names.join(', ')}${rest > 0 ? `, and ${rest} more` : ''}`];
}
