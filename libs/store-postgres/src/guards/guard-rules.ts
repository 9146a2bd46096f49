import { createHash } from 'node:crypto';
import type { GuardRules, GuardThresholds, GuardedKeys } from '@pksn/ingest';
import { GUARD_SHELVES, NO_GUARDS, NetworkSet, PrefixSet } from '@pksn/ingest';
import type { EntityManager } from 'typeorm';
import { shelfId, shelfOf } from './shelves';

type Queries = Pick<EntityManager, 'query'>;

/** SQL: the ids of the lists that count for the feed $1. */
const LISTS = `SELECT id FROM guard_list WHERE feed IS NULL OR feed = $1 ORDER BY id`;

/** In portions by the first byte, so that no row is large. */
const PREFIXES = `SELECT shelf, string_agg(substring(key FROM 1 FOR 8), ''::bytea ORDER BY key) AS keys
  FROM guard_key WHERE list_id = ANY ($1::bigint[]) AND NOT shelf = ANY ($2::smallint[])
  GROUP BY shelf, get_byte(key, 0) ORDER BY shelf, get_byte(key, 0)`;
const NETWORKS = `SELECT string_agg(key, ''::bytea ORDER BY key) AS keys
  FROM guard_key WHERE list_id = ANY ($1::bigint[]) AND shelf = $2 GROUP BY get_byte(key, 0) ORDER BY get_byte(key, 0)`;
const ADDRESS_BYTES = { ip4: 4, ip6: 16 } as const;

/** Of one installation: what guards say for a feed, with the keys of the lists kept in memory while they count. */
export class GuardBook {
  private readonly books = new Map<string, GuardedKeys>();

  constructor(private readonly source: Queries) {}

  async rules(feed: string): Promise<GuardRules> {
    const ids = await listIds(this.source, feed);
    const thresholds = await thresholdsOf(this.source, feed);
    return { revision: revisionOf(ids, thresholds), keys: await this.keysOf(ids), thresholds };
  }

  private async keysOf(ids: readonly string[]): Promise<GuardedKeys> {
    if (ids.length === 0) return NO_GUARDS.keys;
    const name = ids.join();
    const known = this.books.get(name) ?? (await readKeys(this.source, ids));
    // Lists never change: one set for all feeds, and one that has lists of its own, are kept.
    if (this.books.size > 1 && !this.books.has(name)) this.books.clear();
    this.books.set(name, known);
    return known;
  }
}

/** Of the lists and thresholds that count for a feed; empty: there are none. */
export async function guardRevisionOf(source: Queries, feed: string): Promise<string> {
  return revisionOf(await listIds(source, feed), await thresholdsOf(source, feed));
}

async function listIds(source: Queries, feed: string): Promise<string[]> {
  return ((await source.query(LISTS, [feed])) as { id: string }[]).map(({ id }) => id);
}

export async function thresholdsOf(source: Queries, feed: string): Promise<GuardThresholds> {
  const [row] = (await source.query(
    `SELECT gone_percent AS "gonePercent", popular_flips::float8 AS "popularFlips", popular_from::float8 AS "popularFrom"
     FROM guard_threshold WHERE feed IN ('', $1) ORDER BY feed DESC LIMIT 1`,
    [feed],
  )) as GuardThresholds[];
  return row ?? NO_GUARDS.thresholds;
}

function revisionOf(ids: readonly string[], thresholds: GuardThresholds): string {
  if (ids.length === 0 && thresholds.gonePercent === null && thresholds.popularFlips === null) return '';
  return createHash('sha256')
    .update(JSON.stringify([ids, thresholds]))
    .digest('hex')
    .slice(0, 32);
}

async function readKeys(source: Queries, ids: readonly string[]): Promise<GuardedKeys> {
  const wide = (['ip4', 'ip6'] as const).map((family) => [family, shelfId(family)] as const);
  const portions = (await source.query(PREFIXES, [ids, wide.map(([, id]) => id)])) as {
    shelf: number;
    keys: Buffer;
  }[];
  const hashed: GuardedKeys['hashed'] = new Map(
    GUARD_SHELVES.flatMap((shelf) => {
      const parts = portions.filter((one) => shelfOf(one.shelf) === shelf).map(({ keys }) => keys);
      return parts.length === 0 ? [] : [[shelf, new PrefixSet(Buffer.concat(parts))] as const];
    }),
  );
  const networks = new Map<'ip4' | 'ip6', NetworkSet>();
  for (const [family, id] of wide) {
    const parts = (await source.query(NETWORKS, [ids, id])) as { keys: Buffer }[];
    const sorted = Buffer.concat(parts.map(({ keys }) => keys));
    if (sorted.length > 0) networks.set(family, new NetworkSet(sorted, ADDRESS_BYTES[family]));
  }
  return { hashed, networks };
}
