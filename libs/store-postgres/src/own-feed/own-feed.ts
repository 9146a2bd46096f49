import { Fault } from '@pksn/domain';
import type { ObjectType, Zone } from '@pksn/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { recordAudit } from '../audit-log';
import { likePattern } from '../like-pattern';
import { LOCKS, lockInTransaction } from '../locks';
import type { BookedEntry } from './entry-book';
import { ENTRY_COLUMNS, endEntries, idsNamed } from './entry-rows';
import type { OwnFeedEntry, Verdict } from './own-feed-entry';
import type { OwnFeedObject } from './own-feed-object';
import { ownFeedNames } from './own-feed-object';
import type { OwnFeedImport, OwnFeedOutcome } from './put-own-feed';
import { importOwnFeed, putOwnFeedEntry } from './put-own-feed';

export const OWN_FEED_STATES = ['in-force', 'ended', 'any'] as const;
export type OwnFeedState = (typeof OWN_FEED_STATES)[number];

export interface OwnFeedFilter {
  readonly state: OwnFeedState;
  readonly zone: Zone | null;
  readonly kind: ObjectType | null;
  /** As the list shows it: ROLE:LABEL. */
  readonly author: string | null;
  /** A part of the object, the reason, the threat or the product. */
  readonly search: string | null;
  /** One object: what has any name in common with it. */
  readonly object: OwnFeedObject | null;
}

export interface ListedEntry extends Verdict {
  readonly id: string;
  readonly object: OwnFeedObject;
  readonly author: string;
  readonly createdAt: Date;
  readonly removedAt: Date | null;
  readonly removedBy: string | null;
}

const LISTED_COLUMNS = `${ENTRY_COLUMNS}, e.author, e.created_at AS "createdAt", e.removed_at AS "removedAt",
  e.removed_by AS "removedBy"`;
const STATES: Readonly<Record<OwnFeedState, string>> = {
  'in-force': 'e.removed_at IS NULL',
  ended: 'e.removed_at IS NOT NULL',
  any: 'true',
};
const PORTION_ROWS = 2_000;
const PRUNED_ROWS = 50_000;

/** The provider's verdicts that travel. What counts is what is in force when a package is made of them. */
export class OwnFeed {
  constructor(private readonly source: DataSource) {}

  /** Faults: those of putOwnFeedEntry. */
  put(entry: OwnFeedEntry, by: string): Promise<OwnFeedOutcome> {
    return this.source.transaction((manager) => putOwnFeedEntry(manager, entry, by));
  }

  /** See importOwnFeed. Written only if `keeps` says so when it sees how they fared. */
  async import(
    entries: readonly OwnFeedEntry[],
    by: string,
    keeps: (outcomes: OwnFeedImport) => boolean = () => true,
  ): Promise<OwnFeedImport> {
    const runner = this.source.createQueryRunner();
    try {
      await runner.connect();
      await runner.startTransaction();
      const outcomes = await importOwnFeed(runner.manager, entries, by);
      await (keeps(outcomes) ? runner.commitTransaction() : runner.rollbackTransaction());
      return outcomes;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  }

  /** From the next package on nothing is said of it. Fault: NOT_FOUND. */
  remove(id: string, by: string): Promise<void> {
    return this.source.transaction(async (manager) => {
      await lockInTransaction(manager, LOCKS.ownFeed);
      const [row] = (await manager.query('SELECT zone FROM own_feed_entry WHERE id = $1 AND removed_at IS NULL', [
        id,
      ])) as { zone: Zone }[];
      if (row === undefined) throw new Fault('NOT_FOUND', `there is no entry ${id} in the own feed`);
      await endEntries(manager, [id], by);
      await recordAudit(manager, {
        actor: by,
        action: 'own-feed.removed',
        subject: id,
        detail: { before: { zone: row.zone } },
      });
    });
  }

  /** Takes out what ended before a time, a portion at a time; returns how many. The audit log keeps who ended what. */
  async prune(before: Date): Promise<number> {
    const [rows] = (await this.source.query(
      `DELETE FROM own_feed_entry WHERE id = ANY (ARRAY(
         SELECT id FROM own_feed_entry WHERE removed_at < $1 LIMIT $2)) RETURNING 1`,
      [before, PRUNED_ROWS],
    )) as [unknown[], number];
    return rows.length;
  }

  /** Newest first unless `oldestFirst`; `after` is the last id of the page before. */
  page(
    filter: OwnFeedFilter,
    page: { readonly after: string | null; readonly limit: number; readonly oldestFirst?: boolean },
  ): Promise<ListedEntry[]> {
    const { state, zone, kind, author, search, object } = filter;
    const { after, limit, oldestFirst = false } = page;
    const parameters: unknown[] = [limit];
    const bound = (value: unknown): string => `$${String(parameters.push(value))}`;
    const pattern = search === null ? '' : bound(likePattern(search, 'anywhere'));
    const where = [
      STATES[state],
      ...(after === null ? [] : [`e.id ${oldestFirst ? '>' : '<'} ${bound(after)}`]),
      ...(zone === null ? [] : [`e.zone = ${bound(zone)}`]),
      ...(kind === null ? [] : [`e.object->>'type' = ${bound(kind)}`]),
      ...(author === null ? [] : [`e.author = ${bound(author)}`]),
      ...(object === null ? [] : [`e.id IN (${idsNamed(bound(ownFeedNames(object)))})`]),
      ...(search === null
        ? []
        : [
            `((e.object - 'type')::text ILIKE ${pattern} OR e.reason ILIKE ${pattern} OR e.threat ILIKE ${pattern}
             OR e.product ILIKE ${pattern})`,
          ]),
    ];
    return this.source.query(
      `SELECT ${LISTED_COLUMNS} FROM own_feed_entry e WHERE ${where.join(' AND ')} ORDER BY e.id ${oldestFirst ? 'ASC' : 'DESC'} LIMIT $1`,
      parameters,
    );
  }

  /**
   * Everything in force at one moment, in portions, oldest first: changes meanwhile are not among it. Holds a
   * connection until it was read, or given up by `return`.
   */
  async *snapshot(): AsyncGenerator<readonly BookedEntry[]> {
    const runner = this.source.createQueryRunner();
    try {
      await runner.connect();
      await runner.startTransaction('REPEATABLE READ');
      yield* portions(runner.manager);
      await runner.commitTransaction();
    } finally {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      await runner.release();
    }
  }
}

async function* portions(manager: EntityManager): AsyncGenerator<readonly BookedEntry[]> {
  await manager.query(`DECLARE own_feed NO SCROLL CURSOR FOR
    SELECT ${ENTRY_COLUMNS} FROM own_feed_entry e WHERE e.removed_at IS NULL ORDER BY e.id`);
  for (let rows = PORTION_ROWS; rows === PORTION_ROWS;) {
    const portion = (await manager.query(`FETCH ${String(PORTION_ROWS)} FROM own_feed`)) as BookedEntry[];
    rows = portion.length;
    if (rows > 0) yield portion;
  }
}
