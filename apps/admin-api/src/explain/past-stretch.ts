import type { EntityManager } from '@pksn/store-postgres';
import type { FeedRecords, KeptSnapshot } from '@pksn/store-postgres';
import { pastFeeds } from '@pksn/store-postgres';
import { EXPLAIN_LIMITS } from './explain-limits';
import type { HistoryEnd, PastStretch } from './past-answers';
import { seenFeeds } from './seen-feeds';

export interface KeptPast extends PastStretch {
  readonly snapshots: ReadonlyMap<number, KeptSnapshot>;
}

/** How far back answers can be made anew: while generations, and all snapshots in sight, are kept. */
export async function keptPast(
  manager: Pick<EntityManager, 'query'>,
  records: FeedRecords,
  named: { readonly generations: readonly number[]; readonly knownFrom: number },
  inSight: ReadonlySet<string> | null,
): Promise<KeptPast> {
  const { generations: most, snapshots: mostSnapshots } = EXPLAIN_LIMITS;
  const all = await pastFeeds(manager, named.generations, most);
  const seen = all.map((one) => ({ ...one, feeds: seenFeeds(one.feeds, inSight) }));
  const ids = new Set<number>();
  let end: HistoryEnd = all.at(-1)?.isFirst === true ? 'generations' : 'limit';
  let reached = seen.length;
  for (const [i, { number, feeds }] of seen.entries()) {
    const more = feeds.filter(({ snapshotId }) => !ids.has(snapshotId));
    if (number < named.knownFrom || ids.size + more.length > mostSnapshots) {
      [reached, end] = [i, 'limit'];
      break;
    }
    for (const { snapshotId } of more) ids.add(snapshotId);
  }
  const snapshots = new Map((await records.snapshots([...ids])).map((one) => [one.id, one]));
  const gone = seen.slice(0, reached).findIndex(({ feeds }) => feeds.some((one) => !snapshots.has(one.snapshotId)));
  if (gone >= 0) [reached, end] = [gone, 'snapshots'];
  return { generations: seen.slice(0, reached), end, snapshots };
}
