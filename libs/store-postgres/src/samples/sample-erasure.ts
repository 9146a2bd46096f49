import type { DataSource } from 'typeorm';
import { recordAudit } from '../audit-log';
import { absent, requireFree } from './sample-queue';
import type { SampleAnalyst } from './sample-queue';
import { HAS_CONTENT } from './sample-rows';

const EXPIRED_ROWS = 1_000;
const ACTOR = 'system';

/** Takes content, and in the end facts, out of the books; whoever calls removes the files that are named. */
export class SampleErasure {
  constructor(private readonly source: DataSource) {}

  /** The content goes for good, the facts stay. Returns the ids of files. Faults: NOT_FOUND, SAMPLE_CLAIMED. */
  release(id: number, { actor, tokenId }: SampleAnalyst, reason: string): Promise<string[]> {
    return this.source.transaction(async (manager) => {
      const taken = await requireFree(manager, id, tokenId);
      if (taken !== null) throw taken;
      await manager.query('UPDATE sample SET released_at = judged_now() WHERE id = $1', [id]);
      const [rows] = (await manager.query(
        `UPDATE sample_content SET erased_at = judged_now(), erased_why = 'released'
         WHERE sample_id = $1 AND erased_at IS NULL RETURNING id`,
        [id],
      )) as [{ id: string }[], number];
      const detail = { reason, contents: rows.length };
      await recordAudit(manager, { actor, action: 'sample.released', subject: String(id), detail });
      return rows.map((row) => row.id);
    });
  }

  /** Everything goes but the audit log. Returns the ids of files. Fault: NOT_FOUND. */
  forget(id: number, actor: string): Promise<string[]> {
    return this.source.transaction(async (manager) => {
      const contents = (await manager.query('SELECT id FROM sample_content WHERE sample_id = $1 FOR UPDATE', [id])) as {
        id: string;
      }[];
      const [, gone] = (await manager.query('DELETE FROM sample WHERE id = $1', [id])) as [unknown, number];
      if (gone === 0) throw absent(id);
      await recordAudit(manager, { actor, action: 'sample.forgotten', subject: String(id) });
      return contents.map((row) => row.id);
    });
  }

  /**
   * Content older than `contentMs`, samples without any that were last sent longer ago than `factsMs`, and what died processes had
   * begun. Returns the ids of files that go.
   */
  async expire(contentMs: number, factsMs: number): Promise<string[]> {
    return this.source.transaction(async (manager) => {
      await manager.query('DELETE FROM sample_arrival WHERE until <= judged_now()');
      await manager.query(`DELETE FROM sample_usage WHERE day < (judged_now() AT TIME ZONE 'UTC')::date - 1`);
      const [contents] = (await manager.query(
        `UPDATE sample_content SET erased_at = judged_now(), erased_why = 'expired' WHERE id = ANY (ARRAY(
           SELECT id FROM sample_content WHERE erased_at IS NULL
             AND received_at < judged_now() - $1 * interval '1 millisecond' ORDER BY received_at LIMIT $2
             FOR UPDATE SKIP LOCKED)) RETURNING id`,
        [contentMs, EXPIRED_ROWS],
      )) as [{ id: string }[], number];
      const [, samples] = (await manager.query(
        `DELETE FROM sample WHERE id = ANY (ARRAY(
           SELECT s.id FROM sample s WHERE s.last_at < judged_now() - $1 * interval '1 millisecond'
             AND NOT ${HAS_CONTENT}
           ORDER BY s.last_at LIMIT $2 FOR UPDATE SKIP LOCKED))`,
        [factsMs, EXPIRED_ROWS],
      )) as [unknown, number];
      if (contents.length + samples > 0) {
        const detail = { contents: contents.length, samples };
        await recordAudit(manager, { actor: ACTOR, action: 'sample.expired', subject: 'samples', detail });
      }
      return contents.map((row) => row.id);
    });
  }

  /** Those of the ids whose file is to stay: of content that is held, and of uploads under way. */
  async held(ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return new Set();
    const rows = (await this.source.query(
      `SELECT id FROM sample_content WHERE id = ANY($1::uuid[]) AND erased_at IS NULL
       UNION ALL SELECT id FROM sample_arrival WHERE id = ANY($1::uuid[]) AND until > judged_now()`,
      [ids],
    )) as { id: string }[];
    return new Set(rows.map((row) => row.id));
  }
}
