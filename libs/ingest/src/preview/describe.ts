import type { SectionName } from '@pksn/domain';
import { popularityOfBucket } from '@pksn/domain';
import { formatAddress } from '@pksn/web-address';
import type { ChangeTally } from './change-tally';
import { NO_TALLIES, talliesAfter } from './change-tally';
import type { Noted } from './most-popular';
import type { ChangedObject, ContentTallies, Preview, PreviewKind, ThreatNews } from './preview';
import { PREVIEW_LIMITS } from './preview';

/** Names and expressions by their keys; null for one that nobody knows. */
export interface ClearTexts {
  name(key: Buffer): string | null;
  expression(key: Buffer): string | null;
}

/** What is live, as far as a preview of its feed needs it. */
export interface ComparedWith {
  readonly snapshotId: number;
  readonly version: number;
  /** Records, without aliases. */
  readonly records: number;
  /** Null: not counted. */
  readonly tallies: ContentTallies | null;
}

export interface Described {
  readonly preview: Preview;
  readonly tallies: ContentTallies | null;
}

/** Puts what was counted into words and bounds. */
export function describe(tally: ChangeTally, live: ComparedWith | null, texts: ClearTexts): Described {
  const before = live === null ? NO_TALLIES : live.tallies;
  const tallies = talliesOf(tally, before);
  const records = live?.records ?? 0;
  const { added, gone } = tally.counts;
  const transitions = [...tally.transitions.values()]
    .map((one) => ({ ...one, samples: one.samples.all().map((each) => changedObject(one.kind, each, texts)) }))
    .sort((a, b) => b.count - a.count || (nameOf(a) < nameOf(b) ? -1 : 1));
  const preview: Preview = {
    against: live === null ? null : { snapshotId: live.snapshotId, version: live.version },
    records: { before: records, after: records + added - gone, ...tally.counts },
    zones: { before: before?.zones ?? null, after: tallies?.zones ?? null },
    transitions,
    popular: tally.popular.all().map((one) => changedObject(kindOf(one.section.name), one, texts)),
    threats: before === null || tallies === null ? null : threatNews(before, tallies, texts),
  };
  return { preview, tallies };
}

/** Of a package that was seen whole, its own counts; else those of the live one and the steps from there. */
function talliesOf(tally: ChangeTally, before: ContentTallies | null): ContentTallies | null {
  if (tally.whole !== null) return talliesAfter(NO_TALLIES, tally.whole);
  return before === null ? null : talliesAfter(before, tally);
}

function nameOf({ kind, from, to }: { kind: string; from: string; to: string }): string {
  return `${kind} ${from} ${to}`;
}

export function kindOf(section: SectionName): PreviewKind {
  if (section === 'ip4' || section === 'ip6') return 'ip';
  return (section.split('-')[0] ?? section) as PreviewKind;
}

function changedObject(
  kind: PreviewKind,
  { section, key, from, to, bucket, threat }: Noted,
  texts: ClearTexts,
): ChangedObject {
  return {
    kind,
    section: section.name,
    key: key.toString('hex'),
    text: clearText(section.name, key, texts),
    from,
    to,
    popularity: popularityOfBucket(bucket),
    threat: threat === null ? null : (texts.name(threat)?.slice(0, PREVIEW_LIMITS.textChars) ?? null),
  };
}

const IP_KEY_TAIL = 4;

/** What a key means to people where it says so by itself or beside it; null where it is only a hash. */
export function clearText(section: SectionName, key: Buffer, texts: Pick<ClearTexts, 'expression'>): string | null {
  if (section === 'web') return texts.expression(key)?.slice(0, PREVIEW_LIMITS.textChars) ?? null;
  if (section !== 'ip4' && section !== 'ip6') return null;
  const bytes = key.subarray(0, key.length - IP_KEY_TAIL);
  return formatAddress({ family: section === 'ip4' ? 4 : 6, bytes, prefix: key[bytes.length] ?? 0 });
}

function threatNews(before: ContentTallies, after: ContentTallies, texts: ClearTexts): Preview['threats'] {
  return {
    new: newsOf(after.threats, before.threats, texts),
    gone: newsOf(before.threats, after.threats, texts),
    cut: before.cut || after.cut,
  };
}

/** Names that the one has and the other has not. */
function newsOf(one: ContentTallies['threats'], other: ContentTallies['threats'], texts: ClearTexts): ThreatNews {
  const only = Object.entries(one).filter(([key]) => !Object.hasOwn(other, key));
  only.sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  const first = only.slice(0, PREVIEW_LIMITS.threats).map(([key, records]) => {
    const name = texts.name(Buffer.from(key, 'hex')) ?? `name ${key}`;
    return { name: name.slice(0, PREVIEW_LIMITS.textChars), records };
  });
  return { count: only.length, first };
}
