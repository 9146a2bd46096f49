import type { EntityManager } from 'typeorm';
import type { BookedEntry } from './entry-book';

/** Columns of `own_feed_entry e` in the shape of BookedEntry. */
export const ENTRY_COLUMNS = `e.id, e.object, e.names, e.zone, e.threat, e.product, e.trust_group AS "trustGroup",
  e.popularity::float8 AS popularity, to_char(e.first_seen, 'YYYY-MM-DD') AS "firstSeen", e.reason,
  encode(e.sample, 'hex') AS sample`;

/** SQL for the ids of the entries, also of those that ended, that have one of the names; each name is looked for in the index. */
export const idsNamed = (names: string): string => `
  SELECT o.id FROM unnest(${names}::text[]) AS n (name) CROSS JOIN LATERAL (
    SELECT id FROM own_feed_entry WHERE names[1] = n.name
    UNION ALL SELECT id FROM own_feed_entry WHERE names[2] = n.name
    UNION ALL SELECT id FROM own_feed_entry WHERE names[3] = n.name) o`;

/** What is in force under any of these names. */
export function entriesNamed(manager: EntityManager, names: readonly string[]): Promise<BookedEntry[]> {
  return manager.query(
    `SELECT ${ENTRY_COLUMNS} FROM own_feed_entry e WHERE e.removed_at IS NULL AND e.id IN (${idsNamed('$1')})`,
    [names],
  );
}

/** Ids in the order of the entries. */
export async function insertEntries(
  manager: EntityManager,
  entries: readonly BookedEntry[],
  by: string,
): Promise<string[]> {
  const rows = (await manager.query(
    `INSERT INTO own_feed_entry
       (object, names, zone, threat, product, trust_group, popularity, first_seen, reason, sample, author)
     SELECT object, names, zone, threat, product, "trustGroup", popularity, "firstSeen", reason, decode(sample, 'hex'), $2
     FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS (object jsonb, names text[], zone text, threat text, product text,
       "trustGroup" text, popularity bigint, "firstSeen" date, reason text, sample text)) WITH ORDINALITY
     ORDER BY ordinality RETURNING id, names[1] AS name`,
    [JSON.stringify(entries), by],
  )) as { id: string; name: string }[];
  const ids = new Map(rows.map(({ id, name }) => [name, id]));
  return entries.map(({ names: [name = ''] }) => ids.get(name) ?? '');
}

export async function endEntries(manager: EntityManager, ids: readonly string[], by: string): Promise<void> {
  await manager.query(
    `UPDATE own_feed_entry SET removed_at = now(), removed_by = $2 WHERE id = ANY ($1::bigint[]) AND removed_at IS NULL`,
    [ids, by],
  );
}
