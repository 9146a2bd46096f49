import type { RetentionPolicy } from '@pksn/ingest';
import { expiredSnapshots } from '@pksn/ingest';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { recordAudit } from './audit-log';
import { planGeneration } from './generations';
import { LOCKS } from './locks';
import { partitionName } from './run-partition';
import { withSessionLock } from './session-lock';
import { readStanding } from './standing';

const ACTOR = 'import-worker';
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
      const snapshots = await this.expire(now);
      await this.retire();
      const runs = await this.remove(runner, now);
      return { snapshots, runs };
    });
  }

  private async expire(now: number): Promise<number> {
    const feeds = (await this.source.query('SELECT name FROM feed ORDER BY name')) as { name: string }[];
    let expired = 0;
    for (const { name } of feeds)
      expired += await this.source.transaction((manager) => this.expireFeed(manager, name, now));
    return expired;
  }

  private async expireFeed(manager: EntityManager, feed: string, now: number): Promise<number> {
    await planGeneration(manager);
    // A delta that is being staged has a base, and nobody knows yet which.
    const open = (await manager.query(
      `SELECT 1 FROM package_import WHERE feed = $1 AND state IN ('received', 'verified', 'staged', 'ready') LIMIT 1`,
      [feed],
    )) as unknown[];
    if (open.length > 0) return 0;
    const standing = await readStanding(manager, feed);
    const times = (await manager.query(
      `SELECT id, activated_at FROM snapshot WHERE feed = $1 AND activated_at IS NOT NULL`,
      [feed],
    )) as { id: string; activated_at: Date }[];
    const wentLive = new Map(times.map((row) => [Number(row.id), row.activated_at.getTime()]));
    const ids = expiredSnapshots({ ...standing, wentLive }, this.pace, now);
    if (ids.length === 0) return 0;
    const [gone] = (await manager.query(
      `DELETE FROM snapshot WHERE id = ANY ($1) AND state = 'retained' RETURNING version::float8 AS version`,
      [ids],
    )) as [{ version: number }[], number];
    await recordAudit(manager, {
      actor: ACTOR,
      action: 'snapshot.expired',
      subject: feed,
      detail: { versions: gone.map(({ version }) => version).sort((a, b) => a - b) },
    });
    return gone.length;
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
