import type { EntityManager } from 'typeorm';
import { readInPages } from '../read-in-pages';

/** What endpoints together know of a file. */
export interface LearntFile {
  readonly sha256: Buffer;
  /** As `popularityBucket` has it. */
  readonly popularityBucket: number;
  /** Days since 1970. */
  readonly firstSeenDay: number;
}

/** What differs from what was learnt in another generation. */
export interface LearntNews {
  /** Whether `put` is all that there is, and what was known before is void. */
  readonly whole: boolean;
  readonly gone: readonly Buffer[];
  readonly put: readonly LearntFile[];
}

interface Row extends LearntFile {
  readonly isGone: boolean;
}

/** What is learnt in the newest generation: what is new since the generation `since`, or all of it. */
export async function readLearntNews(manager: EntityManager, since: number | null): Promise<LearntNews> {
  const rows = await readInPages<Row>(
    manager,
    `SELECT sha256, popularity_bucket::int AS "popularityBucket", first_seen_day AS "firstSeenDay", is_gone AS "isGone"
     FROM learnt_file WHERE ${since === null ? 'NOT is_gone' : `generation > ${String(since)}`}`,
  );
  return {
    whole: since === null,
    gone: rows.filter(({ isGone }) => isGone).map(({ sha256 }) => sha256),
    put: rows.filter(({ isGone }) => !isGone),
  };
}
