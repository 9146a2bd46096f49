import type { DataSource } from 'typeorm';

/** Kept whatever their age: whoever asks what has changed since one of them is told. */
export const CHANGES_REACH = 5_000;
/** Rows of each kind that one round takes out at most; the next takes more. */
const PRUNED_ROWS = 50_000;

/** Generations of long ago, and the overrides that ended in them. The audit log keeps who set and ended what. */
export class PastGenerations {
  constructor(
    private readonly source: DataSource,
    private readonly reach = CHANGES_REACH,
  ) {}

  /**
   * Takes out what was over before a time; returns how many rows. An override goes only in a round after its
   * generation: whoever still finds a generation finds, too, all that changed behind it.
   */
  async prune(before: Date): Promise<number> {
    const ended = await this.remove(
      `DELETE FROM override WHERE id = ANY (ARRAY(
         SELECT id FROM override WHERE removed_in <= (SELECT min(number) FROM generation) LIMIT $1)) RETURNING 1`,
      [PRUNED_ROWS],
    );
    const generations = await this.remove(
      `DELETE FROM generation WHERE number = ANY (ARRAY(
         SELECT number FROM generation WHERE number < (SELECT max(number) FROM generation) - $2::bigint
           AND number < coalesce((SELECT min(number) FROM generation WHERE created_at >= $3), number + 1)
         ORDER BY number LIMIT $1)) RETURNING 1`,
      [PRUNED_ROWS, this.reach, before],
    );
    return ended + generations;
  }

  private async remove(sql: string, parameters: unknown[]): Promise<number> {
    const [rows] = (await this.source.query(sql, parameters)) as [unknown[], number];
    return rows.length;
  }
}
