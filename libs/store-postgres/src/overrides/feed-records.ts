import type { RunSections } from '@pksn/ingest';
import { REMOVE_BIT } from '@pksn/domain';
import type { Manifest } from '@pksn/ingest';
import type { EntityManager } from 'typeorm';
import type { CustomerScope } from '../customer-scope';
import type { LiveFeed } from '../entities';

/** A key under which a feed may know an object. */
export interface AskedKey {
  readonly section: number;
  readonly key: Buffer;
  /** What a record under it is about, where that is wider than the object; null: the object itself. */
  readonly matched: string | null;
}

export interface LiveSnapshots {
  /** By priority; runs newest first. */
  readonly feeds: readonly (LiveFeed & { readonly runs: readonly number[] })[];
  /** Prefix lengths of addresses that occur in any of them, longest first. */
  readonly prefixLengths: { readonly ip4: readonly number[]; readonly ip6: readonly number[] };
}

type Found = ReadonlyMap<string, Buffer>;

/** What the live feeds hold in PostgreSQL: for people who ask what the vendor says, not for lookups. */
export class FeedRecords {
  constructor(private readonly source: Pick<EntityManager, 'query'>) {}

  /** Of the newest generation, those feeds that a caller may see: all of them, or those of a customer's licenses. */
  async live(scope: CustomerScope): Promise<LiveSnapshots> {
    const [newest] = (await this.source.query('SELECT feeds FROM generation ORDER BY number DESC LIMIT 1')) as [
      { feeds: LiveFeed[] },
    ];
    const seen = scope === null ? null : await feedsSeenBy(this.source, scope);
    const live = newest.feeds.filter(({ feed }) => seen === null || seen.has(feed));
    const rows = (await this.source.query(
      `SELECT s.id::float8 AS id, r.id::float8 AS run, r.sections FROM snapshot s, unnest(s.runs) WITH ORDINALITY AS u (run_id, n)
       JOIN run r ON r.id = u.run_id WHERE s.id = ANY ($1::bigint[]) ORDER BY s.id, u.n DESC`,
      [live.map(({ snapshotId }) => snapshotId)],
    )) as { id: number; run: number; sections: RunSections }[];
    const lengths = (section: 'ip4' | 'ip6'): number[] =>
      [...new Set(rows.flatMap(({ sections }) => sections[section]?.prefixLengths ?? []))].sort((a, b) => b - a);
    return {
      feeds: live.map((feed) => ({
        ...feed,
        runs: rows.filter(({ id }) => id === feed.snapshotId).map(({ run }) => run),
      })),
      prefixLengths: { ip4: lengths('ip4'), ip6: lengths('ip6') },
    };
  }

  /** For each feed, by `recordName`, the values of the keys that it holds; what it has removed is not there. */
  async find(live: LiveSnapshots, keys: readonly Pick<AskedKey, 'section' | 'key'>[]): Promise<Map<string, Found>> {
    const byRun = await this.inRuns(
      live.feeds.flatMap((feed) => feed.runs),
      keys,
    );
    return new Map(live.feeds.map((feed) => [feed.feed, inForce(feed.runs, byRun)] as const));
  }

  /** What each run says of the keys, by `recordName`; also that it removes them. */
  async inRuns(
    runs: readonly number[],
    keys: readonly Pick<AskedKey, 'section' | 'key'>[],
  ): Promise<Map<number, Map<string, Buffer>>> {
    const rows = (await this.source.query(
      `SELECT r.run_id::float8 AS run, r.section, r.key, r.value
       FROM unnest($2::smallint[], $3::bytea[]) AS k (section, key)
       JOIN reputation_record r ON r.section = k.section AND r.key = k.key WHERE r.run_id = ANY ($1::bigint[])`,
      [runs, keys.map(({ section }) => section), keys.map(({ key }) => key)],
    )) as { run: number; section: number; key: Buffer; value: Buffer }[];
    const byRun = new Map<number, Map<string, Buffer>>(runs.map((run) => [run, new Map()]));
    for (const row of rows) byRun.get(row.run)?.set(recordName(row), row.value);
    return byRun;
  }

  /** Those of these snapshots that are kept. */
  async snapshots(ids: readonly number[]): Promise<KeptSnapshot[]> {
    const rows = (await this.source.query(
      `SELECT s.id::float8 AS id, s.feed, s.version::float8 AS version, s.activated_at AS "activatedAt", s.manifest,
         ARRAY (SELECT u.id::float8 FROM unnest(s.runs) WITH ORDINALITY AS u (id, n) ORDER BY u.n DESC) AS runs,
         ARRAY (SELECT r.sections FROM run r WHERE r.id = ANY (s.runs)) AS sections
       FROM snapshot s WHERE s.id = ANY ($1::bigint[])`,
      [ids],
    )) as (Omit<KeptSnapshot, 'prefixLengths'> & { readonly sections: RunSections[] })[];
    return rows.map(({ sections, ...snapshot }) => {
      const lengths = (family: 'ip4' | 'ip6'): number[] => sections.flatMap((one) => one[family]?.prefixLengths ?? []);
      return { ...snapshot, prefixLengths: { ip4: lengths('ip4'), ip6: lengths('ip6') } };
    });
  }
}

export interface KeptSnapshot {
  readonly id: number;
  readonly feed: string;
  readonly version: number;
  /** When it went live last; null: never. */
  readonly activatedAt: Date | null;
  readonly manifest: Manifest;
  /** Newest first. */
  readonly runs: readonly number[];
  readonly prefixLengths: LiveSnapshots['prefixLengths'];
}

/** Over runs, newest first: what the newest that mentions a key says of it, unless it removes it. */
export function inForce(
  runs: readonly number[],
  byRun: ReadonlyMap<number, ReadonlyMap<string, Buffer>>,
): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  for (const run of [...runs].reverse()) for (const [name, value] of byRun.get(run) ?? []) found.set(name, value);
  for (const [name, value] of found) if (isRemoval(name, value)) found.delete(name);
  return found;
}

/** The feeds that a customer's licenses cover together. */
export async function feedsSeenBy(source: Pick<EntityManager, 'query'>, customerId: string): Promise<Set<string>> {
  const rows = (await source.query(
    `SELECT f.name FROM feed f WHERE f.open OR EXISTS (
       SELECT 1 FROM license l JOIN license_key k ON k.vendor = l.vendor AND k.license_id = l.license_id
       WHERE l.customer_id = $1 AND (f.name = ANY (l.granted_feeds)
         OR (k.feeds IS NULL AND k.vendor = f.vendor) OR f.name = ANY (k.feeds)))`,
    [customerId],
  )) as { name: string }[];
  return new Set(rows.map(({ name }) => name));
}

export function recordName({ section, key }: Pick<AskedKey, 'section' | 'key'>): string {
  return `${String(section)} ${key.toString('hex')}`;
}

/** Texts and names are never removed, and begin with any byte. */
function isRemoval(name: string, value: Buffer): boolean {
  return !/^[12] /.test(name) && ((value[0] ?? 0) & REMOVE_BIT) !== 0;
}
