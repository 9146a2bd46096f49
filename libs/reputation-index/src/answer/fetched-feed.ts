import { sectionLayout } from '@pksn/domain';
import type { SectionLayout } from '@pksn/domain';
import { wordAt } from '../key-order';
import type { FeedSource, RecordSource } from './feed-source';
import type { FindingSource, Verdict } from './finding';
import { longestFirst } from './network';
import { recordVerdict } from './record-verdict';
import type { FeedFacts } from './feed-view';

const NAMES = sectionLayout('names');
const NOTHING = Buffer.alloc(0);

/** The records of one snapshot that were fetched from somewhere, by section and key. */
export interface FetchedRecords {
  /** The record without its key; null where there is none, or where it was not fetched yet: then it is noted as wanted. */
  value(section: SectionLayout, key: Buffer): Buffer | null;
}

/**
 * A snapshot that is answered from without its files. What an answer needs is known only by answering: it is asked
 * again with what was wanted the last time, until nothing is.
 */
export class FetchedFeed implements FeedSource {
  private readonly source: FindingSource & { readonly kind: 'feed' };
  private readonly lengths4: readonly number[];
  private readonly lengths6: readonly number[];

  constructor(
    facts: Pick<FeedFacts, 'feed' | 'version' | 'prefixLengths'>,
    private readonly records: FetchedRecords,
  ) {
    this.source = { kind: 'feed', feed: facts.feed, version: facts.version };
    this.lengths4 = longestFirst(facts.prefixLengths.ip4);
    this.lengths6 = longestFirst(facts.prefixLengths.ip6);
  }

  stack(section: SectionLayout): RecordSource {
    return new FetchedSection(section, this.records);
  }

  verdict(section: SectionLayout, key: Buffer): Verdict | null {
    const stack = this.stack(section);
    return stack.find(key) < 0 ? null : this.verdictOf(section, stack.window, 0);
  }

  verdictOf(section: SectionLayout, bytes: Buffer, at: number): Verdict {
    return recordVerdict(this, this.source, section, bytes, at);
  }

  nameAt(bytes: Buffer, at: number): string | null {
    if (wordAt(bytes, at) === 0 && wordAt(bytes, at + 4) === 0) return null;
    return this.records.value(NAMES, bytes.subarray(at, at + NAMES.keyBytes))?.toString('utf8') ?? null;
  }

  prefixLengths(family: 4 | 6): readonly number[] {
    return family === 4 ? this.lengths4 : this.lengths6;
  }
}

class FetchedSection implements RecordSource {
  window = NOTHING;

  constructor(
    readonly section: SectionLayout,
    private readonly records: FetchedRecords,
  ) {}

  find(key: Buffer): number {
    const value = this.records.value(this.section, key);
    if (value === null) return -1;
    this.window = Buffer.concat([key, value]);
    return 0;
  }
}
