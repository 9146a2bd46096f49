import type { EntityManager } from 'typeorm';
import type { LearntFile } from '../contributions/learnt-files';

/** What endpoints together know of these files. */
export async function learntOf(
  manager: Pick<EntityManager, 'query'>,
  sha256: readonly Buffer[],
): Promise<readonly LearntFile[]> {
  if (sha256.length === 0) return [];
  return (await manager.query(
    `SELECT sha256, popularity_bucket::int AS "popularityBucket", first_seen_day AS "firstSeenDay"
     FROM learnt_file WHERE sha256 = ANY ($1::bytea[]) AND NOT is_gone`,
    [sha256],
  )) as LearntFile[];
}
