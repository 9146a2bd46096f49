import type { Fold, FoldLedger, FoldStage, Folded, RunSections, Stack } from '@pksn/ingest';
import { foldedStack } from '@pksn/ingest';
import type { DataSource, EntityManager } from 'typeorm';
import { recordAudit } from './audit-log';
import { planGeneration, writeGeneration } from './generations';
import { LOCKS } from './locks';
import { PostgresRunStage } from './run-stage';
import { withSessionLock } from './session-lock';

const ACTOR = 'import-worker';

/** The stacks of all feeds as the snapshot rows have them. */
export class PostgresFoldLedger implements FoldLedger {
  constructor(private readonly source: DataSource) {}

  /** Runs `work` in one process at a time; null when another one is at it. */
  exclusively<T>(work: () => Promise<T>): Promise<T | null> {
    return withSessionLock(this.source, LOCKS.folding, work);
  }

  async stacks(): Promise<Stack[]> {
    const rows = (await this.source.query(
      `SELECT s.id, s.feed, u.run, r.sections FROM snapshot s
         CROSS JOIN LATERAL unnest(s.runs) WITH ORDINALITY AS u (run, place) JOIN run r ON r.id = u.run
       WHERE s.state = 'active' OR s.version = (SELECT max(version) FROM snapshot n WHERE n.feed = s.feed)
       ORDER BY s.feed, s.id, u.place`,
    )) as { id: string; feed: string; run: string; sections: RunSections }[];
    const stacks = new Map<string, { feed: string; runs: Stack['runs'][number][] }>();
    for (const { id, feed, run, sections } of rows) {
      const stack = stacks.get(id) ?? { feed, runs: [] };
      stacks.set(id, stack);
      stack.runs.push({ id: Number(run), sections, records: recordsOf(sections) });
    }
    return [...stacks.values()];
  }

  openFold(): Promise<FoldStage> {
    return PostgresRunStage.open(this.source, commitFold);
  }
}

/** Content stays what it was, and so do snapshot ids: a generation row is there to make query processes look. */
async function commitFold(manager: EntityManager, runId: number, fold: Fold): Promise<Folded | null> {
  const { feed, plan, sections, filesDigest } = fold;
  const next = await planGeneration(manager);
  const rows = (await manager.query(
    `SELECT id::float8 AS id, runs FROM snapshot WHERE feed = $1 AND runs @> $2::bigint[] ORDER BY id FOR UPDATE`,
    [feed, plan.runs],
  )) as { id: number; runs: string[] }[];
  const changed = rows.flatMap(({ id, runs }) => {
    const stack = foldedStack(runs.map(Number), plan, runId);
    return stack === null ? [] : [{ id, stack }];
  });
  if (changed.length === 0) return null;
  await manager.query(
    `INSERT INTO run (id, feed, version, sections, files_digest)
     SELECT $1, feed, version, $2, $3 FROM run WHERE id = $4`,
    [runId, JSON.stringify(sections), filesDigest, plan.runs.at(-1)],
  );
  for (const { id, stack } of changed) await manager.query('UPDATE snapshot SET runs = $2 WHERE id = $1', [id, stack]);
  const isLive = changed.some(({ id }) => next.feeds.some(({ snapshotId }) => snapshotId === id));
  const reason = `${String(plan.runs.length)} runs of ${feed} were folded into one`;
  const generation = isLive ? await writeGeneration(manager, next, { actor: ACTOR, reason }) : null;
  await recordAudit(manager, {
    actor: ACTOR,
    action: 'feed.folded',
    subject: feed,
    detail: { runs: plan.runs, into: runId, records: recordsOf(sections), generation },
  });
  return { runId, snapshots: changed.length, generation };
}

function recordsOf(sections: RunSections): number {
  return Object.values(sections).reduce((sum, { records }) => sum + records, 0);
}
