import { Fault } from '@pksn/domain';
import type { GuardShelf, GuardThresholds } from '@pksn/ingest';
import { GUARD_LIMITS } from '@pksn/ingest';
import type { DataSource, EntityManager } from 'typeorm';
import { recordAudit } from '../audit-log';
import { LOCKS, lockInTransaction } from '../locks';
import { shelfId } from './shelves';

export const GUARD_KINDS = ['objects', 'hosts', 'certificates'] as const;
export type GuardKind = (typeof GUARD_KINDS)[number];

/** One key of a guarded object, and the entry that it comes from. */
export interface GuardKey {
  readonly shelf: GuardShelf;
  readonly key: Buffer;
  readonly entry: string;
}

/** Rows of a list that no guard can be made of. */
export interface SkippedRows {
  readonly reason: string;
  readonly count: number;
  /** Of the first one. */
  readonly line: number;
}

/** What an import brings, read as a stream; `entries` and `skipped` are right when `keys` has ended. */
export interface GuardSource {
  readonly keys: AsyncIterable<readonly GuardKey[]>;
  readonly entries: number;
  readonly skipped: readonly SkippedRows[];
}

export interface NewGuardList {
  readonly name: string;
  /** Null: for all feeds, and for overrides. */
  readonly feed: string | null;
  readonly kind: GuardKind;
}

export interface GuardListRow extends NewGuardList {
  readonly id: number;
  readonly entries: number;
  readonly keys: number;
  readonly skipped: readonly SkippedRows[];
  readonly createdAt: Date;
  readonly createdBy: string;
}

export interface StoredThresholds extends GuardThresholds {
  /** Null: of all feeds that have none of their own. */
  readonly feed: string | null;
  readonly setAt: Date;
  readonly setBy: string;
}

const COLUMNS = `id::float8 AS id, name, feed, kind, entries::float8 AS entries, keys::float8 AS keys, skipped,
  created_at AS "createdAt", created_by AS "createdBy"`;
/** Blocks of the table, some 50 keys each, that one statement clears: it must not last. */
const PORTION_BLOCKS = 2_000;
const ALL_FEEDS = '';

/** Lists of guarded objects, and thresholds. A change of either is one transaction. */
export class GuardLists {
  /** `mostKeys`: over all lists. */
  constructor(
    private readonly source: DataSource,
    private readonly mostKeys: number = GUARD_LIMITS.keys,
  ) {}

  list(): Promise<GuardListRow[]> {
    return this.source.query(`SELECT ${COLUMNS} FROM guard_list ORDER BY name`) as Promise<GuardListRow[]>;
  }

  /** With a few of its entries. Fault: NOT_FOUND. */
  async show(name: string): Promise<GuardListRow & { readonly examples: readonly string[] }> {
    const row = await byName(this.source.manager, name);
    if (row === null) throw absent(name);
    const examples = (await this.source.query('SELECT entry FROM guard_key WHERE list_id = $1 LIMIT 10', [row.id])) as {
      entry: string;
    }[];
    return { ...row, examples: [...new Set(examples.map(({ entry }) => entry))] };
  }

  /**
   * Takes the place of the list of this name. Faults: GUARD_IMPORT when it brings nothing, GUARD_LIMIT, and those of the
   * source; after one nothing has changed.
   */
  replace(list: NewGuardList, source: GuardSource, actor: string): Promise<GuardListRow> {
    return this.source.transaction(async (manager) => {
      await lockInTransaction(manager, LOCKS.guards);
      const before = await byName(manager, list.name);
      if (before !== null) await drop(manager, before.id);
      const [{ total }] = (await manager.query('SELECT coalesce(sum(keys), 0)::float8 AS total FROM guard_list')) as [
        { total: number },
      ];
      const [{ id }] = (await manager.query(
        `INSERT INTO guard_list (name, feed, kind, entries, keys, skipped, created_by)
         VALUES ($1, $2, $3, 0, 0, '[]', $4) RETURNING id`,
        [list.name, list.feed, list.kind, actor],
      )) as [{ id: string }];
      let keys = 0;
      for await (const portion of source.keys) {
        keys += await insert(manager, id, portion);
        if (total + keys > this.mostKeys)
          throw new Fault('GUARD_LIMIT', `all lists together have up to ${String(this.mostKeys)} keys`);
      }
      const { entries, skipped } = source;
      if (keys === 0) throw new Fault('GUARD_IMPORT', nothingTaken(skipped));
      await manager.query('UPDATE guard_list SET entries = $2, keys = $3, skipped = $4 WHERE id = $1', [
        ...[id, entries, keys],
        JSON.stringify(skipped),
      ]);
      const detail = { feed: list.feed, kind: list.kind, entries, before: before === null ? null : factsOf(before) };
      await recordAudit(manager, { actor, action: 'guard.imported', subject: list.name, detail });
      return (await byName(manager, list.name)) as GuardListRow;
    });
  }

  /** Fault: NOT_FOUND. */
  remove(name: string, actor: string): Promise<void> {
    return this.source.transaction(async (manager) => {
      await lockInTransaction(manager, LOCKS.guards);
      const row = await byName(manager, name);
      if (row === null) throw absent(name);
      await drop(manager, row.id);
      const detail = { before: factsOf(row) };
      await recordAudit(manager, { actor, action: 'guard.removed', subject: name, detail });
    });
  }

  async thresholds(): Promise<StoredThresholds[]> {
    return (await this.source.query(
      `SELECT nullif(feed, '') AS feed, gone_percent AS "gonePercent", popular_flips::float8 AS "popularFlips",
         popular_from::float8 AS "popularFrom", set_at AS "setAt", set_by AS "setBy" FROM guard_threshold ORDER BY feed`,
    )) as StoredThresholds[];
  }

  /** Null takes the feed's own away, so that those of all feeds count for it. */
  setThresholds(feed: string | null, wanted: GuardThresholds | null, actor: string): Promise<void> {
    return this.source.transaction(async (manager) => {
      await lockInTransaction(manager, LOCKS.guards);
      const before = (await manager.query(
        `DELETE FROM guard_threshold WHERE feed = $1 RETURNING gone_percent::float8 AS "gonePercent",
         popular_flips::float8 AS "popularFlips", popular_from::float8 AS "popularFrom"`,
        [feed ?? ALL_FEEDS],
      )) as [GuardThresholds[], number];
      if (wanted !== null) {
        await manager.query(
          'INSERT INTO guard_threshold (feed, gone_percent, popular_flips, popular_from, set_by) VALUES ($1, $2, $3, $4, $5)',
          [feed ?? ALL_FEEDS, wanted.gonePercent, wanted.popularFlips, wanted.popularFrom, actor],
        );
      }
      const detail = { ...(wanted ?? { removed: true }), before: before[0][0] ?? null };
      await recordAudit(manager, { actor, action: 'guard.thresholds', subject: feed ?? 'all feeds', detail });
    });
  }
}

function factsOf({ feed, kind, entries }: GuardListRow): object {
  return { feed, kind, entries };
}

async function byName(manager: EntityManager, name: string): Promise<GuardListRow | null> {
  const [row] = (await manager.query(`SELECT ${COLUMNS} FROM guard_list WHERE name = $1`, [name])) as GuardListRow[];
  return row ?? null;
}

/** Returns how many of the keys the list did not have yet. */
async function insert(manager: EntityManager, id: string, keys: readonly GuardKey[]): Promise<number> {
  if (keys.length === 0) return 0;
  const rows = (await manager.query(
    `WITH added AS (
       INSERT INTO guard_key (list_id, shelf, key, entry)
       SELECT $1, shelf, key, entry FROM unnest($2::smallint[], $3::bytea[], $4::text[]) AS k (shelf, key, entry)
       ON CONFLICT DO NOTHING RETURNING 1)
     SELECT count(*)::int AS n FROM added`,
    [id, keys.map(({ shelf }) => shelfId(shelf)), keys.map(({ key }) => key), keys.map(({ entry }) => entry)],
  )) as [{ n: number }];
  return rows[0].n;
}

/** Part of the table after part: what one transaction has deleted is looked at again by whoever asks the index for more. */
async function drop(manager: EntityManager, id: number): Promise<void> {
  const [{ blocks }] = (await manager.query(
    `SELECT (pg_relation_size('guard_key') / current_setting('block_size')::int)::int AS blocks`,
  )) as [{ blocks: number }];
  for (let from = 0; from < blocks; from += PORTION_BLOCKS) {
    const ends = [from, from + PORTION_BLOCKS].map((block) => `(${String(block)},0)`);
    await manager.query('DELETE FROM guard_key WHERE list_id = $1 AND ctid >= $2::tid AND ctid < $3::tid', [
      id,
      ...ends,
    ]);
  }
  await manager.query('DELETE FROM guard_list WHERE id = $1', [id]);
}

function nothingTaken([first]: readonly SkippedRows[]): string {
  if (first === undefined) return 'the list is empty';
  return `no row could be taken: line ${String(first.line)} ${first.reason}`;
}

function absent(name: string): Fault {
  return new Fault('NOT_FOUND', `there is no guard list "${name.slice(0, 100)}"`);
}
