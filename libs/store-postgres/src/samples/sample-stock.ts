import type { DataSource } from 'typeorm';
import { recordAudit } from '../audit-log';
import { LOCKS, lockInTransaction } from '../locks';
import { IN_STATE } from './sample-rows';
import type { SampleState } from './sample-rows';

export interface SampleTotals {
  readonly states: Readonly<Record<SampleState, number>>;
  /** Sealed, on disk, with what is under way. */
  readonly bytes: number;
  /** The key that new samples are sealed for; null: none yet, and none is taken. */
  readonly recipient: string | null;
}

const ACTOR = 'admin-api';

/** All samples together, and the key that they are sealed for. */
export class SampleStock {
  constructor(private readonly source: DataSource) {}

  async totals(): Promise<SampleTotals> {
    const [{ bytes, recipient, ...states }] = (await this.source.query(
      `SELECT count(*) FILTER (WHERE ${IN_STATE.new})::int AS new,
         count(*) FILTER (WHERE ${IN_STATE.claimed})::int AS claimed,
         count(*) FILTER (WHERE ${IN_STATE.decided})::int AS decided,
         (SELECT coalesce(sum(stored_bytes), 0) FROM sample_content WHERE erased_at IS NULL)::float8
           + (SELECT coalesce(sum(bytes), 0) FROM sample_arrival WHERE until > judged_now())::float8 AS bytes,
         (SELECT recipient FROM sample_store) AS recipient FROM sample s`,
    )) as [Record<SampleState, number> & { bytes: number; recipient: string | null }];
    return { states, bytes, recipient };
  }

  /**
   * Lets one process at a time choose the key; `choose` gets the one in force (null: none) and gives the one that is to be, or null
   * to leave it.
   */
  useKey(choose: (recipient: string | null) => Promise<string | null>): Promise<void> {
    return this.source.transaction(async (manager) => {
      await lockInTransaction(manager, LOCKS.samples);
      const [store] = (await manager.query('SELECT recipient FROM sample_store')) as { recipient: string }[];
      const before = store?.recipient ?? null;
      const recipient = await choose(before);
      if (recipient === null || recipient === before) return;
      await manager.query(
        `INSERT INTO sample_store (recipient) VALUES ($1)
         ON CONFLICT (id) DO UPDATE SET recipient = excluded.recipient, set_at = now()`,
        [recipient],
      );
      const detail = before === null ? {} : { before };
      await recordAudit(manager, { actor: ACTOR, action: 'sample.key-set', subject: recipient, detail });
    });
  }
}
