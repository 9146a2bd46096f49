import { sectionLayout } from '@pksn/domain';
import type { SectionLayout, SectionName } from '@pksn/domain';
import type { FeedView } from '../answer/feed-view';
import type { OverrideView } from '../answer/override-view';
import type { Question } from '../answer/question';

/** The sections that can be asked by prefix, each with the aliases that lead from a key of it. */
const ALIASES_OF: Readonly<Partial<Record<SectionName, SectionName | null>>> = {
  'file-sha256': null,
  'file-sha1': 'alias-sha1',
  'file-md5': 'alias-md5',
  web: null,
  'certificate-sha256': null,
  'certificate-sha1': 'alias-certificate-sha1',
  software: null,
};
export const PREFIX_SECTIONS = Object.keys(ALIASES_OF) as readonly SectionName[];

/** Where keys under a prefix come from. */
interface Sources {
  readonly overrides: readonly OverrideView[];
  readonly feeds: readonly FeedView[];
}

/**
 * The first `limit` keys under a prefix and behind `after`, ascending, of which these sources know anything; one more
 * when there are more. Yields now and then; the sources' segments must be open until it is done.
 */
export function* prefixKeys(
  section: SectionLayout,
  prefix: Buffer,
  after: Buffer | null,
  limit: number,
  { overrides, feeds }: Sources,
): Generator<void, Buffer[]> {
  const found = new Map<string, Buffer>();
  const take = (key: Buffer): boolean => {
    if (after !== null && key.compare(after) <= 0) return false;
    found.set(key.toString('latin1'), Buffer.from(key));
    return true;
  };
  for (const view of overrides) {
    for (const key of view.keysUnder(section, prefix)) {
      if (key === null) yield;
      else take(key);
    }
  }
  for (const feed of feeds) {
    for (const layout of sectionsOf(section)) {
      takeFirst(feed, layout, prefix, after ?? prefix, limit + 1, take);
      yield;
    }
  }
  return [...found.values()].sort((a, b) => a.compare(b)).slice(0, limit + 1);
}

function takeFirst(
  feed: FeedView,
  layout: SectionLayout,
  prefix: Buffer,
  from: Buffer,
  count: number,
  take: (key: Buffer) => boolean,
): void {
  let taken = 0;
  for (const batch of feed.stack(layout)?.scanFrom(prefix, from, count + 1) ?? []) {
    for (let at = 0; at < batch.length; at += layout.recordBytes) {
      if (take(batch.subarray(at, at + layout.keyBytes)) && ++taken === count) return;
    }
  }
}

function sectionsOf(section: SectionLayout): SectionLayout[] {
  const aliases = ALIASES_OF[section.name] ?? null;
  return aliases === null ? [section] : [section, sectionLayout(aliases)];
}

/** The question that asks for exactly this key. */
export function prefixQuestion(section: SectionLayout, key: Buffer): Question {
  const [kind, hashKind] = section.name.split('-') as ['file' | 'certificate', 'sha256' | 'sha1'];
  if (section.name === 'web') return { type: 'url', expressionKeys: [key], expressions: [''], address: null };
  if (section.name === 'software') return { type: 'software', key, productKey: null };
  return { type: kind, hashKind, key };
}

/**
 * How many keys of a section the feeds know, at the very least: those of one of them, and of its first run less what
 * later ones may have removed.
 */
export function prefixRecords(section: SectionLayout, feeds: readonly FeedView[]): number {
  const counts = feeds.map((feed) => {
    return sectionsOf(section).reduce((sum, layout) => {
      const segments = feed.stack(layout)?.segments ?? [];
      const base = segments[segments.length - 1]?.records ?? 0;
      const later = segments.slice(0, -1).reduce((all, segment) => all + segment.records, 0);
      return sum + Math.max(0, base - later);
    }, 0);
  });
  return Math.max(0, ...counts);
}
