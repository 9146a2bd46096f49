import type { GuardHit, GuardedName, NamedHit } from '@pksn/ingest';
import { networkRange } from '@pksn/ingest';
import type { EntityManager } from 'typeorm';
import { shelfId } from './shelves';

type Queries = Pick<EntityManager, 'query'>;

const HASHED = `SELECT DISTINCT ON (h.n) h.n, l.name AS list, k.entry
  FROM jsonb_to_recordset($2::jsonb) AS h (n int, shelf smallint, key text)
  JOIN guard_key k ON k.shelf = h.shelf AND k.key = decode(h.key, 'hex')
  JOIN guard_list l ON l.id = k.list_id AND ($1::text IS NULL OR l.feed IS NULL OR l.feed = $1)
  ORDER BY h.n, l.id`;

/** `around`: the network itself and those that contain it; from `low` to `high`: those that it contains. */
const NETWORKS = `SELECT h.n, found.list, found.entry
  FROM jsonb_to_recordset($2::jsonb) AS h (n int, shelf smallint, around jsonb, low text, high text)
  CROSS JOIN LATERAL (
    SELECT l.name AS list, k.entry FROM guard_key k
    JOIN guard_list l ON l.id = k.list_id AND ($1::text IS NULL OR l.feed IS NULL OR l.feed = $1)
    WHERE k.shelf = h.shelf AND (k.key BETWEEN decode(h.low, 'hex') AND decode(h.high, 'hex')
      OR k.key = ANY (ARRAY (SELECT decode(one, 'hex') FROM jsonb_array_elements_text(h.around) AS one)))
    ORDER BY l.id, k.key LIMIT 1) AS found`;

const TAIL_BYTES = 4;
/** Networks that one statement looks up; each is asked by up to 129 keys. */
const PORTION_NETWORKS = 200;

type Named = GuardedName & { readonly n: number };

/** The hits that a list has, with its entry, in their order. `feed` null: of the lists of all feeds together. */
export async function guardedHits(
  source: Queries,
  feed: string | null,
  hits: readonly GuardHit[],
): Promise<NamedHit[]> {
  const asked = hits.map(({ shelf, key }, n) => ({ n, shelf, key }));
  const isNetwork = ({ shelf }: Pick<GuardHit, 'shelf'>): boolean => shelf === 'ip4' || shelf === 'ip6';
  const keys = asked.filter((one) => !isNetwork(one)).map(hashed);
  const rows = (await source.query(HASHED, [feed, JSON.stringify(keys)])) as Named[];
  const networks = asked.filter(isNetwork).map(network);
  for (let at = 0; at < networks.length; at += PORTION_NETWORKS) {
    const portion = JSON.stringify(networks.slice(at, at + PORTION_NETWORKS));
    rows.push(...((await source.query(NETWORKS, [feed, portion])) as Named[]));
  }
  const names = new Map<number, GuardedName>(rows.map(({ n, list, entry }) => [n, { list, entry }]));
  return hits.flatMap((hit, n) => {
    const name = names.get(n);
    return name === undefined ? [] : [[hit, name] as const];
  });
}

type Asked = Pick<GuardHit, 'shelf' | 'key'> & { readonly n: number };

function hashed({ n, shelf, key }: Asked): object {
  return { n, shelf: shelfId(shelf), key: key.toString('hex') };
}

function network({ n, shelf, key }: Asked): object {
  const { low, high } = networkRange(key);
  return {
    ...{ n, shelf: shelfId(shelf) },
    around: around(low, key[low.length] ?? 0).map((one) => one.toString('hex')),
    low: Buffer.concat([low, Buffer.alloc(TAIL_BYTES)]).toString('hex'),
    high: Buffer.concat([high, Buffer.alloc(TAIL_BYTES, 0xff)]).toString('hex'),
  };
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
