import type { RetentionPolicy } from '@pksn/ingest';
import type { DataSource, QueryRunner } from 'typeorm';
import { LOCKS } from './locks';
import { partitionName } from './run-partition';
import { withSessionLock } from './session-lock';
import { expireSnapshots } from './snapshot-expiry';

/** A detachment waits for whoever reads the table; one that takes longer is finished by the next round. */
const DETACH_LIMIT_MS = 60_000;

export interface RetentionPorts {
  /** Removes the files of a run; whoever has them open goes on reading. */
  readonly removeFiles: (runId: string) => Promise<void>;
}

export interface RetentionPace extends RetentionPolicy {
  /** How long after it was last named by a snapshot a run stays, so that query processes have switched. */
  readonly graceMs: number;
}

export interface Departed {
  readonly snapshots: number;
  readonly runs: number;
}

/**
 * Old snapshots leave by policy, and runs that no snapshot names any more: first the rows of the snapshots, then for each
 * run its partition, its files, and its row. A crash in between loses nothing: the next round goes on from what is there.
 */
export class SnapshotRetention {
  constructor(
    private readonly source: DataSource,
    private readonly ports: RetentionPorts,
    private readonly pace: RetentionPace,
  ) {}

  /** One round, by one process at a time; null when another one is at it. `now` in milliseconds. */
  round(now: number): Promise<Departed | null> {
    return withSessionLock(this.source, LOCKS.retention, async (runner) => {
      const snapshots = await expireSnapshots(this.source, this.pace, now);
      await this.retire();
      const runs = await this.remove(runner, now);
      return { snapshots, runs };
    });
  }

  /** A run is named from its first commit on, and only by what builds on a snapshot that names it: once unnamed, always. */
  private async retire(): Promise<void> {
    await this.source.query(
      `UPDATE run SET retired_at = judged_now(clock_timestamp())
       WHERE retired_at IS NULL AND NOT EXISTS (SELECT 1 FROM snapshot s WHERE run.id = ANY (s.runs))`,
    );
  }

  private async remove(runner: QueryRunner, now: number): Promise<number> {
    await runner.query(`SET statement_timeout = ${String(DETACH_LIMIT_MS)}`);
    try {
      await finishDetachments(runner);
      const retired = (await runner.query('SELECT id::float8 AS id FROM run WHERE retired_at <= $1 ORDER BY id', [
        new Date(now - this.pace.graceMs),
      ])) as { id: number }[];
      for (const { id } of retired) await this.removeRun(runner, id);
      return retired.length;
    } finally {
      await runner.query('RESET statement_timeout').catch(() => undefined);
    }
  }

  private async removeRun(runner: QueryRunner, runId: number): Promise<void> {
    const table = partitionName(runId);
    const [found] = (await runner.query(
      `SELECT EXISTS (SELECT 1 FROM pg_inherits i WHERE i.inhrelid = c.oid) AS attached
       FROM pg_class c WHERE c.oid = to_regclass($1)`,
      [table],
    )) as { attached: boolean }[];
    if (found?.attached === true)
      await runner.query(`ALTER TABLE reputation_record DETACH PARTITION ${table} CONCURRENTLY`);
    if (found !== undefined) await runner.query(`DROP TABLE ${table}`);
    await this.ports.removeFiles(String(runId));
    await runner.query('DELETE FROM run_damage WHERE run_id = $1', [runId]);
    await runner.query('DELETE FROM run WHERE id = $1 AND retired_at IS NOT NULL', [runId]);
  }
}

/** PostgreSQL lets one partition wait for the end of its detachment; a process that died in between left it waiting. */
async function finishDetachments(runner: QueryRunner): Promise<void> {
  const pending = (await runner.query(
    `SELECT inhrelid::regclass::text AS name FROM pg_inherits
     WHERE inhparent = 'reputation_record'::regclass AND inhdetachpending`,
  )) as { name: string }[];
  for (const { name } of pending) await runner.query(`ALTER TABLE reputation_record DETACH PARTITION ${name} FINALIZE`);
}
