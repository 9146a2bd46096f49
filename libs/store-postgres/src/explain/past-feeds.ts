import type { EntityManager } from 'typeorm';
import type { LiveFeed } from '../entities';

/** A generation in which an answer may have changed. */
export interface PastGeneration {
  readonly number: number;
  readonly createdAt: Date;
  readonly reason: string;
  readonly actor: string;
  readonly feeds: readonly LiveFeed[];
  /** The oldest that is kept. */
  readonly isFirst: boolean;
}

/** Of so many of the newest generations. */
const REACH = 20_000;

/** Generations, newest first, whose feeds are other ones than those before, and those that are named. */
export async function pastFeeds(
  manager: Pick<EntityManager, 'query'>,
  named: readonly number[],
  most: number,
): Promise<PastGeneration[]> {
  return (await manager.query(
    `SELECT number, "createdAt", reason, actor, feeds, "isFirst" FROM (
       SELECT number::float8 AS number, created_at AS "createdAt", reason, actor, feeds,
         lag(feeds) OVER w AS before, row_number() OVER w = 1 AS "isFirst"
       FROM generation WHERE number > (SELECT max(number) FROM generation) - ${String(REACH)}
       WINDOW w AS (ORDER BY number)) AS kept
     WHERE before IS NULL OR feeds IS DISTINCT FROM before OR number = ANY ($1::float8[])
     ORDER BY number DESC LIMIT $2`,
    [named, most],
  )) as PastGeneration[];
}
