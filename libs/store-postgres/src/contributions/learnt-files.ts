import type { DataSource } from 'typeorm';

/** What endpoints together know of a file. */
export interface LearntFile {
  readonly sha256: Buffer;
  /** As `popularityBucket` has it. */
  readonly popularityBucket: number;
  /** Days since 1970. */
  readonly firstSeenDay: number;
  readonly revision: number;
}

/** Those learnt, or learnt more of, after a revision; earliest first, at most `limit`. */
export function learntFilesSince(source: DataSource, revision: number, limit: number): Promise<LearntFile[]> {
  return source.query(
    `SELECT sha256, popularity_bucket::int AS "popularityBucket", first_seen_day AS "firstSeenDay",
       revision::float8 AS revision FROM learnt_file WHERE revision > $1 ORDER BY revision LIMIT $2`,
    [revision, limit],
  );
}
