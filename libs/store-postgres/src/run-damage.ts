import type { NeededRun, RunSections } from '@pksn/ingest';
import type { DataSource } from 'typeorm';
import { recordAudit } from './audit-log';
import { planGeneration, writeGeneration } from './generations';
import { LOCKS } from './locks';
import { withSessionLock } from './session-lock';

const ACTOR = 'import-worker';

/** A run whose files are lost or damaged. */
export interface DamagedRun {
  readonly runId: number;
  readonly feed: string;
  readonly detail: string;
  readonly foundAt: Date;
  /** Why it could not be rebuilt; null: that is under way, or waits for its turn. */
  readonly failure: string | null;
}

/** What is wrong with the files of runs: whoever finds something says so here, and the worker rebuilds it. */
export class RunDamage {
  constructor(private readonly source: DataSource) {}

  /** Runs `work` in one process at a time; null when another one is at it. */
  exclusively<T>(work: () => Promise<T>): Promise<T | null> {
    return withSessionLock(this.source, LOCKS.rebuilding, work);
  }

  /** Keeps what was said first, but for the word of the worker: it has looked just now. */
  async report(runId: number, foundBy: string, detail: string): Promise<void> {
    await this.source.query(
      `INSERT INTO run_damage (run_id, detail, found_by) SELECT id, $2, $3 FROM run WHERE id = $1
       ON CONFLICT (run_id) DO UPDATE SET detail = excluded.detail, found_by = excluded.found_by
         WHERE excluded.found_by = $4 AND run_damage.detail <> excluded.detail`,
      [runId, detail, foundBy, ACTOR],
    );
  }

  /** Takes back what this finder said, unless somebody has said or tried something else since. */
  async withdraw(runId: number, foundBy: string, detail: string): Promise<void> {
    await this.source.query(
      'DELETE FROM run_damage WHERE run_id = $1 AND found_by = $2 AND detail = $3 AND failure IS NULL',
      [runId, foundBy, detail],
    );
  }

  /** Oldest first. */
  async list(): Promise<DamagedRun[]> {
    const rows = (await this.source.query(
      `SELECT d.run_id::float8 AS "runId", r.feed, d.detail, d.found_at AS "foundAt", d.failure
       FROM run_damage d JOIN run r ON r.id = d.run_id WHERE r.retired_at IS NULL ORDER BY d.found_at, d.run_id`,
    )) as DamagedRun[];
    return rows;
  }

  async failed(runId: number, failure: string): Promise<void> {
    await this.source.query('UPDATE run_damage SET failure = $2 WHERE run_id = $1', [runId, failure]);
  }

  /** There is nothing wrong with it, or nobody needs it any more. */
  async dismiss(runId: number): Promise<void> {
    await this.source.query('DELETE FROM run_damage WHERE run_id = $1', [runId]);
  }

  /** The files are whole again. Query processes look when a live run is among them; returns that generation. */
  rebuilt({ id, feed }: NeededRun, detail: string): Promise<number | null> {
    return this.source.transaction(async (manager) => {
      const next = await planGeneration(manager);
      const live = (await manager.query(`SELECT 1 FROM snapshot WHERE id = ANY ($1) AND $2::bigint = ANY (runs)`, [
        next.feeds.map(({ snapshotId }) => snapshotId),
        id,
      ])) as unknown[];
      const reason = `run ${String(id)} of ${feed} was rebuilt`;
      const generation = live.length === 0 ? null : await writeGeneration(manager, next, { actor: ACTOR, reason });
      await manager.query('DELETE FROM run_damage WHERE run_id = $1', [id]);
      await recordAudit(manager, {
        actor: ACTOR,
        action: 'index.rebuilt',
        subject: feed,
        detail: { run: id, found: detail, generation },
      });
      return generation;
    });
  }
}

/**
 * The runs that snapshots name, those of live ones first, each behind the runs below it: in this order they can be
 * rebuilt.
 */
export async function neededRuns(source: DataSource): Promise<NeededRun[]> {
  const snapshots = (await source.query(
    `SELECT feed, state_hash, runs FROM snapshot ORDER BY state <> 'active', feed, version`,
  )) as { feed: string; state_hash: string; runs: string[] }[];
  const rows = (await source.query('SELECT id::float8 AS id, sections, files_digest FROM run')) as {
    id: number;
    sections: RunSections;
    files_digest: string | null;
  }[];
  const known = new Map(rows.map((row) => [row.id, row]));
  const needed = new Map<number, NeededRun>();
  for (const { feed, state_hash: stateHash, runs } of snapshots) {
    const ids = runs.map(Number);
    for (const [place, id] of ids.entries()) {
      const row = known.get(id);
      const isNewest = place === ids.length - 1;
      const before = needed.get(id);
      if (row === undefined || (before !== undefined && !(isNewest && before.stateHash === null))) continue;
      const { sections, files_digest: filesDigest } = row;
      const below = before?.below ?? ids.slice(0, place);
      needed.set(id, { id, feed, sections, filesDigest, below, stateHash: isNewest ? stateHash : null });
    }
  }
  return [...needed.values()];
}
