import { Fault } from '@pksn/domain';
import type { GuardedName } from '@pksn/ingest';
import type { DataSource, EntityManager } from 'typeorm';
import { recordAudit } from '../audit-log';
import type { OwnFeedEntry } from '../own-feed/own-feed-entry';
import { putOwnFeedEntry } from '../own-feed/put-own-feed';
import type { NewOverride } from '../overrides/override-entry';
import { OVERRIDE_LIMITS } from '../overrides/override-outcome';
import { putOverrides } from '../overrides/put-overrides';
import { HAS_CONTENT, IN_STATE, IS_CLAIMED, SAMPLE_COLUMNS } from './sample-rows';
import type { SampleState, StoredSample } from './sample-rows';

export const SAMPLE_STATES = ['new', 'claimed', 'decided'] as const satisfies readonly SampleState[];

/** Who works on samples; the token tells two of one name apart. */
export interface SampleAnalyst {
  readonly actor: string;
  readonly tokenId: string;
}

export interface SampleFilter {
  /** Null: any. */
  readonly state: SampleState | null;
  /** Of the whole file; null: any. */
  readonly sha256: Buffer | null;
  /** Those that this token holds; null: anybody's. */
  readonly claimedToken: string | null;
  readonly newestFirst?: boolean;
}

/** A verdict, and what is to be set by it. */
export interface SampleDecision {
  /** Kept with the sample as it is given. */
  readonly verdict: Readonly<Record<string, unknown>>;
  readonly override: NewOverride | null;
  readonly ownFeed: OwnFeedEntry | null;
}

/** Samples as analysts work on them: looked for, claimed by one at a time, and decided. */
export class SampleQueue {
  constructor(private readonly source: DataSource) {}

  /** Oldest first, or newest, those behind the id `after` (null: from the first); at most `limit`. */
  page(
    { state, sha256, claimedToken, newestFirst = false }: SampleFilter,
    after: string | null,
    limit: number,
  ): Promise<StoredSample[]> {
    return this.source.query(
      `SELECT ${SAMPLE_COLUMNS} FROM sample s
       WHERE ($1::bigint IS NULL OR s.id ${newestFirst ? '<' : '>'} $1) AND ${state === null ? 'true' : IN_STATE[state]} AND ($2::bytea IS NULL OR s.sha256 = $2)
         AND ($3::text IS NULL OR (s.claimed_token = $3 AND ${IS_CLAIMED}))
       ORDER BY s.id ${newestFirst ? 'DESC' : 'ASC'} LIMIT $4`,
      [after, sha256, claimedToken, limit],
    );
  }

  /** With the customers whose endpoints sent it and still contribute. Fault: NOT_FOUND. */
  async one(id: number): Promise<StoredSample & { readonly customers: readonly string[] }> {
    const [row] = (await this.source.query(
      `SELECT ${SAMPLE_COLUMNS}, ARRAY(SELECT DISTINCT r.customer_id FROM sample_report r WHERE r.sample_id = s.id
         ORDER BY 1 LIMIT 100) AS customers FROM sample s WHERE s.id = $1`,
      [id],
    )) as (StoredSample & { customers: readonly string[] })[];
    if (row === undefined) throw absent(id);
    return row;
  }

  /** For `claimMs` from now on, also for whoever holds it already. Faults: NOT_FOUND, SAMPLE_CLAIMED. */
  async claim(id: number, { actor, tokenId }: SampleAnalyst, claimMs: number): Promise<void> {
    await this.source.transaction(async (manager) => {
      const taken = await requireFree(manager, id, tokenId);
      if (taken !== null) throw taken;
      await manager.query(
        `UPDATE sample SET claimed_by = $2, claimed_token = $3, claimed_until = judged_now() + $4 * interval '1 millisecond'
         WHERE id = $1`,
        [id, actor, tokenId, claimMs],
      );
      await recordAudit(manager, { actor, action: 'sample.claimed', subject: String(id) });
    });
  }

  /** The oldest that nobody has, of which something is there to look at. Null: there is none. Two who ask at once get different ones. */
  async claimNext({ actor, tokenId }: SampleAnalyst, claimMs: number): Promise<number | null> {
    return this.source.transaction(async (manager) => {
      const [rows] = (await manager.query(
        `UPDATE sample SET claimed_by = $1, claimed_token = $2, claimed_until = judged_now() + $3 * interval '1 millisecond'
         WHERE id = (SELECT s.id FROM sample s WHERE ${IN_STATE.new} AND ${HAS_CONTENT}
           ORDER BY s.id LIMIT 1 FOR UPDATE SKIP LOCKED)
         RETURNING id::float8 AS id`,
        [actor, tokenId, claimMs],
      )) as [{ id: number }[], number];
      const [row] = rows;
      if (row === undefined) return null;
      await recordAudit(manager, { actor, action: 'sample.claimed', subject: String(row.id) });
      return row.id;
    });
  }

  /** Faults: NOT_FOUND, SAMPLE_CLAIMED when another holds it (and `force` is false). */
  async unclaim(id: number, { actor, tokenId }: SampleAnalyst, force: boolean): Promise<void> {
    await this.source.transaction(async (manager) => {
      const taken = await requireFree(manager, id, tokenId);
      if (taken !== null && !force) throw taken;
      const [, ended] = (await manager.query(
        `UPDATE sample SET claimed_by = NULL, claimed_token = NULL, claimed_until = NULL
         WHERE id = $1 AND claimed_by IS NOT NULL`,
        [id],
      )) as [unknown, number];
      if (ended > 0) await recordAudit(manager, { actor, action: 'sample.unclaimed', subject: String(id) });
    });
  }

  /**
   * Gives the verdict and sets what follows from it, all or nothing; the claim ends. Faults: NOT_FOUND, SAMPLE_UNCLAIMED, and those
   * of overrides and of the own feed.
   */
  decide(
    id: number,
    { actor, tokenId }: SampleAnalyst,
    { verdict, override, ownFeed }: SampleDecision,
  ): Promise<{
    readonly override: string | null;
    readonly ownFeed: string | null;
    readonly generation: number | null;
    readonly overruled: GuardedName | null;
  }> {
    return this.source.transaction(async (manager) => {
      const [row] = (await manager.query(
        `SELECT coalesce(${IS_CLAIMED} AND s.claimed_token = $2, false) AS "isMine" FROM sample s WHERE s.id = $1 FOR UPDATE`,
        [id, tokenId],
      )) as { isMine: boolean }[];
      if (row === undefined) throw absent(id);
      if (!row.isMine)
        throw new Fault('SAMPLE_UNCLAIMED', `sample ${String(id)} is not claimed by you, or not any more`);
      const set = override === null ? null : await putOverrides(manager, [override], OVERRIDE_LIMITS, { atomic: true });
      const [outcome] = set?.outcomes ?? [];
      const entry = ownFeed === null ? null : await putOwnFeedEntry(manager, ownFeed, actor);
      await manager.query(
        `UPDATE sample SET verdict = $2, decided_by = $3, decided_at = judged_now(),
           claimed_by = NULL, claimed_token = NULL, claimed_until = NULL WHERE id = $1`,
        [id, JSON.stringify(verdict), actor],
      );
      const overrideId = outcome === undefined || outcome.what === 'refused' ? null : outcome.id;
      const made = { override: overrideId, ownFeed: entry?.id ?? null };
      await recordAudit(manager, {
        actor,
        action: 'sample.decided',
        subject: String(id),
        detail: { ...verdict, ...made },
      });
      const overruled = outcome !== undefined && 'overruled' in outcome ? outcome.overruled : null;
      return { ...made, generation: set?.generation ?? null, overruled };
    });
  }

  /** To be called before the first byte of a sample goes out. Fault: NOT_FOUND, when it was forgotten meanwhile. */
  async noteRead(id: number, contentId: string, actor: string): Promise<void> {
    await this.source.transaction(async (manager) => {
      const rows = (await manager.query('SELECT 1 FROM sample WHERE id = $1 FOR SHARE', [id])) as unknown[];
      if (rows.length === 0) throw absent(id);
      await recordAudit(manager, { actor, action: 'sample.read', subject: String(id), detail: { content: contentId } });
    });
  }
}

/** Locks the row. What is in the way of `tokenId`, or null. Fault: NOT_FOUND. */
export async function requireFree(manager: EntityManager, id: number, tokenId: string): Promise<Fault | null> {
  const [row] = (await manager.query(
    `SELECT CASE WHEN ${IS_CLAIMED} AND s.claimed_token <> $2 THEN s.claimed_by END AS by, s.claimed_until AS until
     FROM sample s WHERE s.id = $1 FOR UPDATE`,
    [id, tokenId],
  )) as { by: string | null; until: Date }[];
  if (row === undefined) throw absent(id);
  if (row.by === null) return null;
  const until = row.until.toISOString();
  return new Fault('SAMPLE_CLAIMED', `${row.by} works on sample ${String(id)} until ${until}`, { facts: { until } });
}

export function absent(id: number): Fault {
  return new Fault('NOT_FOUND', `there is no sample ${String(id)}`);
}
