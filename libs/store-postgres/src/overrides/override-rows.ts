import type { EntityManager } from 'typeorm';
import type { NewOverride, StoredOverride } from './override-entry';
import { OVERRIDE_COLUMNS } from './override-entry';

/** Statements over many overrides at once; a portion is one parameter, a JSON array. */
export const PORTION_ROWS = 2_000;

export function nameOf(one: Pick<NewOverride, 'customerId' | 'section' | 'key'>): string {
  return `${one.customerId ?? ''} ${String(one.section)} ${one.key.toString('hex')}`;
}

/** What the owners have in force for these objects, by `nameOf`; each is looked for in the index, whatever the statistics. */
export async function inForce(
  manager: EntityManager,
  entries: readonly NewOverride[],
): Promise<Map<string, StoredOverride>> {
  const names = entries.map(({ customerId, section, key }) => ({ customerId, section, key: key.toString('hex') }));
  const rows = (await manager.query(
    `SELECT ${OVERRIDE_COLUMNS}
     FROM jsonb_to_recordset($1::jsonb) AS e ("customerId" text, section smallint, key text)
     CROSS JOIN LATERAL (
       SELECT * FROM override WHERE removed_in IS NULL AND coalesce(customer_id, '') = coalesce(e."customerId", '')
         AND section = e.section AND key = decode(e.key, 'hex') LIMIT 1) o`,
    [JSON.stringify(names)],
  )) as StoredOverride[];
  return new Map(rows.map((row) => [nameOf(row), row]));
}

/** Returns their ids by `nameOf`. */
export async function insertAll(
  manager: EntityManager,
  generation: number,
  entries: readonly NewOverride[],
): Promise<Map<string, string>> {
  const rows = entries.map((one) => ({ ...one, key: one.key.toString('hex') }));
  const inserted = (await manager.query(
    `INSERT INTO override (customer_id, object, section, key, zone, trust_group, threat, reason, author, machine, expires_at, added_in)
     SELECT "customerId", object, section, decode(key, 'hex'), zone, "trustGroup", threat, reason, author, machine, "expiresAt", $2
     FROM jsonb_to_recordset($1::jsonb) AS e ("customerId" text, object jsonb, section smallint, key text, zone text,
       "trustGroup" text, threat text, reason text, author text, machine boolean, "expiresAt" timestamptz)
     RETURNING id, customer_id AS "customerId", section, key`,
    [JSON.stringify(rows), generation],
  )) as StoredOverride[];
  return new Map(inserted.map((row) => [nameOf(row), row.id]));
}

export async function endAll(
  manager: EntityManager,
  generation: number,
  ended: readonly { readonly id: string; readonly by: string }[],
): Promise<void> {
  await manager.query(
    `UPDATE override o SET removed_in = $3, removed_by = e.by
     FROM unnest($1::bigint[], $2::text[]) AS e (id, by) WHERE o.id = e.id AND o.removed_in IS NULL`,
    [ended.map(({ id }) => id), ended.map(({ by }) => by), generation],
  );
}

export async function countInForce(manager: EntityManager, customerId: string | null): Promise<number> {
  // By the index override_owner alone, where IS NOT DISTINCT FROM would read every row.
  const owned = customerId === null ? 'customer_id IS NULL' : 'customer_id = $1';
  const [row] = (await manager.query(
    `SELECT count(*)::int AS n FROM override WHERE removed_in IS NULL AND ${owned}`,
    customerId === null ? [] : [customerId],
  )) as [{ n: number }];
  return row.n;
}
