import type { ClockMark } from '@pksn/runtime';
import type { DataSource, EntityManager } from 'typeorm';
import { recordAudit } from './audit-log';

/** A ClockMark of `clock_mark c`. */
export const CLOCK_MARK_COLUMNS = `(extract(epoch FROM c.mark) * 1000)::float8 AS "markMs", c.resets`;

/** A person's word that the time of the clock is the right one. */
export interface ClockReset {
  /** Milliseconds since 1970. */
  readonly toMs: number;
  readonly actor: string;
  readonly reason: string;
}

/** The clock's high-water mark in the database: one row for all processes. */
export class ClockMarks {
  constructor(private readonly source: DataSource) {}

  async read(): Promise<ClockMark> {
    return readMark(this.source.manager);
  }

  /** Moves the mark ahead. One that is later already stays, and so does one that a person has set meanwhile. */
  async keep({ markMs, resets }: ClockMark): Promise<void> {
    await this.source.query('UPDATE clock_mark SET mark = $1 WHERE resets = $2 AND (mark IS NULL OR mark < $1)', [
      markMs === null ? null : new Date(markMs),
      resets,
    ]);
  }

  /** Sets the mark, ahead or back; audited. Returns the mark before. */
  reset({ toMs, actor, reason }: ClockReset): Promise<ClockMark> {
    return this.source.transaction(async (manager) => {
      await manager.query('SELECT 1 FROM clock_mark FOR UPDATE');
      const before = await readMark(manager);
      await manager.query('UPDATE clock_mark SET mark = $1, resets = resets + 1', [new Date(toMs)]);
      const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
      const detail = { reason, before: iso(before.markMs), after: iso(toMs) };
      await recordAudit(manager, { actor, action: 'clock.reset', subject: 'clock', detail });
      return before;
    });
  }
}

async function readMark(manager: Pick<EntityManager, 'query'>): Promise<ClockMark> {
  const [mark] = (await manager.query(`SELECT ${CLOCK_MARK_COLUMNS} FROM clock_mark c`)) as ClockMark[];
  return mark ?? { markMs: null, resets: 0 };
}
