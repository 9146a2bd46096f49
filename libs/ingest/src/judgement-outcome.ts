import type { GuardTrip } from './guards/guard-rules';
import type { ContentTallies, Preview } from './preview/preview';

/** What a snapshot would change if it went live now, and what the guards say to that. */
export interface Judgement {
  /** The live snapshot that it is judged against, or 0: nothing was live. */
  readonly against: number;
  /** Of the guards that it was judged by. */
  readonly guardRevision: string;
  readonly preview: Preview;
  readonly tallies: ContentTallies | null;
  readonly trips: readonly GuardTrip[];
  /** Null: no guard trips. */
  readonly guardReason: string | null;
}
