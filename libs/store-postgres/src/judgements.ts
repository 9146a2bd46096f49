import type {
  GuardHit,
  GuardRules,
  Judgement,
  JudgementLedger,
  LiveContent,
  NamedHit,
  Preview,
  ContentTallies,
  GuardTrip,
  StoredSnapshot,
} from '@pksn/ingest';
import { holdFor, holdOf, judgeStored } from '@pksn/ingest';
import { Fault } from '@pksn/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { recordAudit } from './audit-log';
import { SnapshotRow } from './entities';
import { storedSnapshot } from './feed-ledger';
import { planGeneration } from './generations';
import { GuardBook, guardRevisionOf } from './guards/guard-rules';
import { guardedHits } from './guards/guarded';
import { holdSnapshot } from './holds';
import { judgementValues } from './judgement-values';
import { readStanding, standingById } from './standing';

export interface StoredJudgement {
  readonly against: number | null;
  readonly preview: Preview | null;
  readonly trips: readonly GuardTrip[];
  readonly guardReason: string | null;
}

/** What snapshots would change, as it was judged, and what is to be judged anew. */
export class Judgements implements JudgementLedger {
  private readonly book: GuardBook;

  constructor(private readonly source: DataSource) {
    this.book = new GuardBook(source);
  }

  async live(feed: string): Promise<LiveContent | null> {
    const row = await this.source.getRepository(SnapshotRow).findOneBy({ feed, state: 'active' });
    if (row === null) return null;
    const [kept] = (await this.source.query('SELECT tallies FROM snapshot WHERE id = $1', [row.id])) as {
      tallies: ContentTallies | null;
    }[];
    return { ...storedSnapshot(row), tallies: kept?.tallies ?? null };
  }

  guardRules(feed: string): Promise<GuardRules> {
    return this.book.rules(feed);
  }

  async behind(feed: string): Promise<number[][]> {
    const rows = (await this.source.query(
      `SELECT s.runs FROM snapshot s JOIN feed f ON f.name = s.feed JOIN feed own ON own.name = $1
       WHERE s.state = 'active' AND (f.priority, f.name COLLATE "C") > (own.priority, own.name COLLATE "C")`,
      [feed],
    )) as { runs: string[] }[];
    return rows.map(({ runs }) => runs.map(Number));
  }

  guarded(feed: string, hits: readonly GuardHit[]): Promise<NamedHit[]> {
    return guardedHits(this.source, feed, hits);
  }

  /** Fault: NOT_FOUND. */
  async stored(id: number): Promise<StoredSnapshot> {
    const row = await this.source.getRepository(SnapshotRow).findOneBy({ id });
    if (row === null) throw new Fault('NOT_FOUND', `there is no snapshot ${String(id)}`);
    return storedSnapshot(row);
  }

  /** Fault: NOT_FOUND. */
  async of(id: number): Promise<StoredJudgement> {
    const [row] = (await this.source.query(
      `SELECT judged_against::float8 AS against, preview, coalesce(guard_trips, '[]') AS trips, guard_reason AS "guardReason"
       FROM snapshot WHERE id = $1`,
      [id],
    )) as StoredJudgement[];
    if (row === undefined) throw new Fault('NOT_FOUND', `there is no snapshot ${String(id)}`);
    return row;
  }

  /**
   * Snapshots that were judged by other guards, or against something else than what is live: those that wait, oldest
   * first, then those that going back left behind, which a person may go forward to.
   */
  async outdated(): Promise<number[]> {
    const rows = (await this.source.query(
      `SELECT s.id::float8 AS id, s.feed, s.guard_revision AS revision,
         s.judged_against IS DISTINCT FROM coalesce(live.id, 0) AS moved
       FROM snapshot s LEFT JOIN snapshot live ON live.feed = s.feed AND live.state = 'active'
       WHERE s.state = 'held' OR s.state = 'retained' AND s.version > live.version ORDER BY s.state, s.id`,
    )) as { id: number; feed: string; revision: string | null; moved: boolean }[];
    const revisions = new Map<string, string>();
    const outdated: number[] = [];
    for (const { id, feed, revision, moved } of rows) {
      const now = revisions.get(feed) ?? (await guardRevisionOf(this.source, feed));
      revisions.set(feed, now);
      if (moved || revision !== now) outdated.push(id);
    }
    return outdated;
  }

  /** Judges a staged snapshot against what is live now. Faults: NOT_FOUND, SEGMENT_CORRUPT. */
  async renew(indexDir: string, id: number, now: number): Promise<void> {
    await this.keep(id, await judgeStored(indexDir, await this.stored(id), this), now);
  }

  /** Keeps what was found, and lets a waiting snapshot wait for what it has to wait for now. `now` in milliseconds. */
  keep(id: number, judgement: Judgement, now: number): Promise<void> {
    return this.source.transaction(async (manager) => {
      await planGeneration(manager);
      const [before] = (await manager.query(
        'SELECT feed, hold_kind, guard_reason FROM snapshot WHERE id = $1 FOR UPDATE',
        [id],
      )) as { feed: string; hold_kind: string | null; guard_reason: string | null }[];
      if (before === undefined) return;
      await manager.query(
        `UPDATE snapshot SET judged_against = $2, guard_revision = $3, preview = $4, tallies = $5, guard_trips = $6,
           guard_reason = $7 WHERE id = $1`,
        [id, ...judgementValues(judgement)],
      );
      if (before.hold_kind !== null) await waitAnew(manager, id, before.feed, before.hold_kind, now);
      if (before.guard_reason === judgement.guardReason) return;
      const detail = { snapshotId: id, reason: judgement.guardReason ?? 'no guard trips any longer' };
      await recordAudit(manager, { actor: 'import-worker', action: 'snapshot.judged', subject: before.feed, detail });
    });
  }
}

/** A guard comes before the policy, the pin and the base; when none trips any longer, what they say counts. */
async function waitAnew(manager: EntityManager, id: number, feed: string, kind: string, now: number): Promise<void> {
  const standing = await readStanding(manager, feed);
  const one = standingById(standing, id);
  if (one.state !== 'held' || kind === 'asked' || (kind !== 'guard' && one.guardReason === null)) return;
  const hold = holdOf(standing, one, now) ?? holdFor('policy', 'no guard trips any longer; it goes live at once', now);
  await holdSnapshot(manager, id, hold);
}
