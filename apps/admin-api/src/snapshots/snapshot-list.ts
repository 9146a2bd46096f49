import type { Feeds, SnapshotPage, SnapshotRow } from '@pksn/store-postgres';
import { sortedCursorOf, sortedPlaceOf, wholeNumber } from '../cursor';
import { snapshotView } from '../packages/import-view';
import type { SnapshotQuery } from './snapshot-requests';

/** A page of snapshots, by feed and version unless asked otherwise. Fault: REQUEST_MALFORMED for a cursor of another list. */
export async function snapshotPage(
  feeds: Pick<Feeds, 'snapshots'>,
  { feed, state, sort = 'feed', limit, cursor }: SnapshotQuery,
): Promise<object> {
  const after = cursor === undefined ? null : rowAt(cursor, sort);
  const rows = await feeds.snapshots(feed ?? null, { state: state ?? null, sort, limit, after });
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return { snapshots: rows.map(snapshotView), next: last === undefined ? null : cursorAt(last, sort) };
}

function cursorAt({ id, feed, version }: SnapshotRow, sort: string): string {
  return sortedCursorOf([String(id), feed, String(version)], sort);
}

function rowAt(cursor: string, sort: string): SnapshotPage['after'] {
  const [id, feed = '', version] = sortedPlaceOf(cursor, 3, sort);
  return { id: wholeNumber(id), feed, version: wholeNumber(version) };
}
