import type { DataSource, EntityManager } from 'typeorm';
import { planGeneration, writeGeneration } from '../generations';

/** Query processes hold what is learnt in memory: some 20 MB of so many. */
const MOST_FILES = 200_000;
const FILES_PER_GENERATION = 20_000;

/**
 * Makes what endpoints taught part of what is answered, as a generation: so that everyone who keeps answers is told of the change, and
 * no answer changes within a generation.
 */
export class LearntPublication {
  constructor(
    private readonly source: DataSource,
    private readonly mostFiles = MOST_FILES,
    private readonly filesPerGeneration = FILES_PER_GENERATION,
  ) {}

  /** Returns of how many files another answer is given now. Any process may do it. */
  async publish(): Promise<number> {
    let published = 0;
    while (await this.isAnything()) published += await this.source.transaction((manager) => this.publishSome(manager));
    return published;
  }

  /** Takes out what left so long ago that nobody can ask for the change any more. */
  async prune(): Promise<void> {
    await this.source.query(
      'DELETE FROM learnt_file WHERE is_gone AND generation <= (SELECT min(number) FROM generation)',
    );
  }

  private async isAnything(): Promise<boolean> {
    const [row] = (await this.source.query('SELECT EXISTS (SELECT FROM learnt_news) AS any')) as [{ any: boolean }];
    return row.any;
  }

  private async publishSome(manager: EntityManager): Promise<number> {
    const plan = await planGeneration(manager);
    const [{ files }] = (await manager.query(TAKE_NEWS, [plan.number, this.filesPerGeneration])) as [{ files: number }];
    if (files === 0) return 0;
    // What was learnt longest ago leaves.
    await manager.query(
      `UPDATE learnt_file SET is_gone = true, generation = $1 WHERE sha256 = ANY (ARRAY(
         SELECT sha256 FROM learnt_file WHERE NOT is_gone ORDER BY generation DESC, sha256 OFFSET $2))`,
      [plan.number, this.mostFiles],
    );
    await writeGeneration(manager, plan, { actor: 'system', reason: 'learnt from endpoints' });
    return files;
  }
}

const TAKE_NEWS = `
  WITH news AS (
    DELETE FROM learnt_news WHERE sha256 = ANY (ARRAY(SELECT sha256 FROM learnt_news ORDER BY sha256 LIMIT $2)) RETURNING *
  ), put AS (
    INSERT INTO learnt_file AS l (sha256, popularity_bucket, first_seen_day, generation)
    SELECT sha256, popularity_bucket, first_seen_day, $1 FROM news
    ON CONFLICT (sha256) DO UPDATE SET
      popularity_bucket = greatest(l.popularity_bucket, excluded.popularity_bucket),
      first_seen_day = least(l.first_seen_day, excluded.first_seen_day),
      is_gone = false, generation = excluded.generation
      WHERE l.is_gone OR excluded.popularity_bucket > l.popularity_bucket OR excluded.first_seen_day < l.first_seen_day
    RETURNING 1
  )
  SELECT count(*)::int AS files FROM put`;
