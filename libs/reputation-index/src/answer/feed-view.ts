import { allSections, sectionLayout } from '@pksn/domain';
import type { ObjectType, SectionLayout } from '@pksn/domain';
import type { Run } from '../open-run';
import { SectionStack } from '../section-stack';
import type { Segment } from '../segment';
import type { TextSegment } from '../text-segment';
import { TextStack } from '../text-stack';
import type { FeedSource } from './feed-source';
import type { FindingSource, Verdict } from './finding';
import { longestFirst } from './network';
import { recordVerdict } from './record-verdict';

/** What is known of a feed's snapshot beside its records. Times are milliseconds since 1970. */
export interface FeedFacts {
  readonly feed: string;
  /** Lower numbers are asked first; ties go by name. */
  readonly priority: number;
  readonly version: number;
  readonly freshUntil: number;
  readonly activatedAt: number;
  readonly coverage: Readonly<Record<ObjectType, 'full' | 'partial' | 'none'>>;
  /** The prefix lengths that occur in the snapshot, over all of its packages, in any order. */
  readonly prefixLengths: { readonly ip4: readonly number[]; readonly ip6: readonly number[] };
}

/** One feed's snapshot as it is asked: its sections over its runs, newest run first. */
export class FeedView implements FeedSource {
  readonly names: TextStack;
  readonly texts: TextStack;
  /** The same object in every verdict of this feed. */
  readonly source: FindingSource & { readonly kind: 'feed' };
  private readonly stacks: readonly (SectionStack | null)[];
  private readonly lengths4: readonly number[];
  private readonly lengths6: readonly number[];

  constructor(
    readonly facts: FeedFacts,
    readonly runs: readonly Run[],
  ) {
    this.source = { kind: 'feed', feed: facts.feed, version: facts.version };
    this.names = textStack(runs, sectionLayout('names'));
    this.texts = textStack(runs, sectionLayout('texts'));
    const stacks: (SectionStack | null)[] = [];
    for (const section of allSections()) stacks[section.id] = recordStack(runs, section);
    this.stacks = stacks;
    this.lengths4 = longestFirst(facts.prefixLengths.ip4);
    this.lengths6 = longestFirst(facts.prefixLengths.ip6);
  }

  stack(section: SectionLayout): SectionStack | null {
    return this.stacks[section.id] ?? null;
  }

  verdict(section: SectionLayout, key: Buffer): Verdict | null {
    const stack = this.stack(section);
    const at = stack === null ? -1 : stack.find(key);
    return stack === null || at < 0 ? null : this.verdictOf(section, stack.window, at);
  }

  verdictOf(section: SectionLayout, bytes: Buffer, at: number): Verdict {
    return recordVerdict(this.names, this.source, section, bytes, at);
  }

  prefixLengths(family: 4 | 6): readonly number[] {
    return family === 4 ? this.lengths4 : this.lengths6;
  }
}

/** Which of two feeds is asked first. */
export function byPriority(a: RankedFeed, b: RankedFeed): number {
  return a.priority - b.priority || (a.feed < b.feed ? -1 : 1);
}

type RankedFeed = Pick<FeedFacts, 'feed' | 'priority'>;

/** Feeds in the order in which they are asked. */
export function orderedFeeds(feeds: Iterable<FeedView>): FeedView[] {
  return [...feeds].sort((a, b) => byPriority(a.facts, b.facts));
}

function recordStack(runs: readonly Run[], section: SectionLayout): SectionStack | null {
  const segments = runs.map((run) => run.segments.get(section.name)).filter(isThere<Segment>);
  return segments.length === 0 ? null : new SectionStack(section, segments);
}

function textStack(runs: readonly Run[], section: SectionLayout): TextStack {
  return new TextStack(runs.map((run) => run.texts.get(section.name)).filter(isThere<TextSegment>), section.keyBytes);
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined;
}
