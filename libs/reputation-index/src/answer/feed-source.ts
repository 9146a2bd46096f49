import type { SectionLayout } from '@pksn/domain';
import type { Verdict, VerdictSource } from './finding';

/** One section of a feed, asked key by key. */
export interface RecordSource {
  readonly section: SectionLayout;
  /** The Buffer into which the last find() pointed. */
  readonly window: Buffer;
  /** Byte offset of the record in `window`, or -1. */
  find(key: Buffer): number;
}

/** A feed as it is asked, wherever its records come from. */
export interface FeedSource extends VerdictSource {
  /** The records or aliases of a section; null where there are none. */
  stack(section: SectionLayout): RecordSource | null;
  /** The verdict in the record of this feed that stands at `at` in `bytes`. */
  verdictOf(section: SectionLayout, bytes: Buffer, at: number): Verdict;
}
