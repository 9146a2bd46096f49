import type { EntityManager } from 'typeorm';
import type { ListedOverride } from '../overrides/override-list';
import { LISTED_COLUMNS } from '../overrides/override-list';

export interface NamedKey {
  readonly section: number;
  readonly key: Buffer;
}

/** Whose overrides are read. */
export interface OverrideOwners {
  /** Beside the provider's own; null: none. */
  readonly customerId: string | null;
  /** Whether those of every customer are read as well. */
  readonly all: boolean;
}

export interface OverridesOfKeys {
  readonly rows: ListedOverride[];
  /** From this generation on it is known which of the owner's counted; 0: in all that are kept. */
  readonly knownFrom: number;
}

/**
 * What was ever said of these keys: all that the provider and the customer have in force, and of the rest (what
 * has ended, what other customers have in force) those of which `most` ended last.
 */
export async function overridesOf(
  manager: Pick<EntityManager, 'query'>,
  keys: readonly NamedKey[],
  owners: OverrideOwners,
  most: number,
): Promise<OverridesOfKeys> {
  const sections = keys.map(({ section }) => section);
  const bytes = keys.map(({ key }) => key);
  const from = `FROM unnest($1::smallint[], $2::bytea[]) AS k (section, key)
    CROSS JOIN LATERAL (SELECT * FROM override WHERE section = k.section AND key = k.key) o
    LEFT JOIN generation g ON g.number = o.removed_in`;
  const own = '(o.customer_id IS NULL OR o.customer_id = $3)';
  const standing = (await manager.query(`SELECT ${LISTED_COLUMNS} ${from} WHERE ${own} AND o.removed_in IS NULL`, [
    sections,
    bytes,
    owners.customerId,
  ])) as ListedOverride[];
  const rest = (await manager.query(
    `SELECT ${LISTED_COLUMNS} ${from}
     WHERE NOT (${own} AND o.removed_in IS NULL) AND (${own} OR $4) ORDER BY o.removed_in DESC NULLS FIRST, o.id DESC LIMIT $5`,
    [sections, bytes, owners.customerId, owners.all, most + 1],
  )) as ListedOverride[];
  const read = rest.slice(0, most);
  const knownFrom = rest.length > most ? (read.at(-1)?.removedIn ?? Infinity) : 0;
  return { rows: [...standing, ...read], knownFrom };
}
