import {
  OFFSET_FIRST_SEEN,
  OFFSET_FLAGS,
  OFFSET_POPULARITY,
  OFFSET_PRODUCT,
  OFFSET_THREAT,
  OFFSET_ZONE,
  TRUST_GROUPS,
  allSections,
  sectionLayout,
  zoneOfCode,
} from '@pksn/domain';
import type { ObjectType, SectionLayout } from '@pksn/domain';
import type { Run } from '../open-run';
import { SectionStack } from '../section-stack';
import type { Segment } from '../segment';
import { corrupt } from '../segment-layout';
import type { TextSegment } from '../text-segment';
import { TextStack } from '../text-stack';
import type { FindingSource, Verdict, VerdictSource } from './finding';
import { longestFirst } from './network';

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

const TRUST_GROUP_MASK = 0x07;

/** One feed's snapshot as it is asked: its sections over its runs, newest run first. */
export class FeedView implements VerdictSource {
  readonly names: TextStack;
  readonly texts: TextStack;
  /** The same object in every verdict of this feed. */
  readonly source: FindingSource;
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

  /** The records or aliases of a section; null where no run has any. */
  stack(section: SectionLayout): SectionStack | null {
    return this.stacks[section.id] ?? null;
  }

  verdict(section: SectionLayout, key: Buffer): Verdict | null {
    const stack = this.stack(section);
    const at = stack === null ? -1 : stack.find(key);
    return stack === null || at < 0 ? null : this.verdictOf(section, stack.window, at);
  }

  /** The verdict in the record of this feed that stands at `at` in `bytes`. */
  verdictOf(section: SectionLayout, bytes: Buffer, at: number): Verdict {
    const value = at + section.keyBytes;
    const zone = zoneOfCode(bytes[value + OFFSET_ZONE] as number);
    if (zone === null) throw corrupt(this.facts.feed, 'a record without a zone');
    return {
      zone,
      trustGroup: TRUST_GROUPS[((bytes[value + OFFSET_FLAGS] as number) & TRUST_GROUP_MASK) - 1] ?? null,
      popularityBucket: bytes[value + OFFSET_POPULARITY] as number,
      firstSeenDay: bytes.readUInt16BE(value + OFFSET_FIRST_SEEN),
      threat: this.names.nameAt(bytes, value + OFFSET_THREAT),
      product: this.names.nameAt(bytes, value + OFFSET_PRODUCT),
      source: this.source,
    };
  }

  prefixLengths(family: 4 | 6): readonly number[] {
    return family === 4 ? this.lengths4 : this.lengths6;
  }
}

/** Feeds in the order in which they are asked. */
export function orderedFeeds(feeds: Iterable<FeedView>): FeedView[] {
  return [...feeds].sort((a, b) => a.facts.priority - b.facts.priority || (a.facts.feed < b.facts.feed ? -1 : 1));
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
