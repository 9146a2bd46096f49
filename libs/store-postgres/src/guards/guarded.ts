import type { GuardHit, GuardedName, NamedHit } from '@pksn/ingest';
import { GUARD_LIMITS, networkRange } from '@pksn/ingest';
import type { EntityManager } from 'typeorm';
import { shelfId } from './shelves';

type Queries = Pick<EntityManager, 'query'>;

const HASHED = `SELECT DISTINCT ON (h.n) h.n, l.name AS list, k.entry
  FROM jsonb_to_recordset($2::jsonb) AS h (n int, shelf smallint, key text)
  JOIN guard_key k ON k.shelf = h.shelf AND k.key = decode(h.key, 'hex')
  JOIN guard_list l ON l.id = k.list_id AND ($1::text IS NULL OR l.feed IS NULL OR l.feed = $1)
  ORDER BY h.n, l.id`;

/** $3: the network itself and those that contain it; $4 to $5: those that it contains. */
const NETWORK = `SELECT l.name AS list, k.entry FROM guard_key k
  JOIN guard_list l ON l.id = k.list_id AND ($1::text IS NULL OR l.feed IS NULL OR l.feed = $1)
  WHERE k.shelf = $2 AND (k.key = ANY ($3::bytea[]) OR k.key BETWEEN $4 AND $5) ORDER BY l.id, k.key LIMIT 1`;

const TAIL_BYTES = 4;

/**
 * The hits that a list has, with its entry, in their order. `feed` null: of the lists of all feeds together. Networks
 * overlap by their addresses already: beyond a few they are not looked up for their names.
 */
export async function guardedHits(
  source: Queries,
  feed: string | null,
  hits: readonly GuardHit[],
): Promise<NamedHit[]> {
  const asked = hits.map(({ shelf, key }, n) => ({ n, shelf: shelfId(shelf), key: key.toString('hex') }));
  const rows = (await source.query(HASHED, [feed, JSON.stringify(asked)])) as (GuardedName & { n: number })[];
  const names = new Map<number, GuardedName>(rows.map(({ n, list, entry }) => [n, { list, entry }]));
  let looked = 0;
  for (const [n, { shelf, key }] of hits.entries()) {
    if ((shelf !== 'ip4' && shelf !== 'ip6') || names.has(n)) continue;
    if (looked++ < GUARD_LIMITS.samples) {
      const name = await networkName(source, feed, shelfId(shelf), key);
      if (name !== null) names.set(n, name);
    } else names.set(n, { list: '', entry: '' });
  }
  return hits.flatMap((hit, n) => {
    const name = names.get(n);
    return name === undefined ? [] : [[hit, name] as const];
  });
}

async function networkName(
  source: Queries,
  feed: string | null,
  shelf: number,
  key: Buffer,
): Promise<GuardedName | null> {
  const { low, high } = networkRange(key);
  const ends = [Buffer.concat([low, Buffer.alloc(TAIL_BYTES)]), Buffer.concat([high, Buffer.alloc(TAIL_BYTES, 0xff)])];
  const [row] = (await source.query(NETWORK, [
    feed,
    shelf,
    around(low, key[low.length] ?? 0),
    ...ends,
  ])) as GuardedName[];
  return row ?? null;
}

/** Keys of the network itself and of all that contain it. */
function around(low: Buffer, prefix: number): Buffer[] {
  return Array.from({ length: prefix + 1 }, (_, bits) => {
    const key = Buffer.alloc(low.length + TAIL_BYTES);
    for (let i = 0; i < low.length; i++) {
      const fixed = Math.max(0, Math.min(8, bits - i * 8));
      key[i] = (low[i] as number) & (0xff00 >> fixed) & 0xff;
    }
    key[low.length] = bits;
    return key;
  });
}
