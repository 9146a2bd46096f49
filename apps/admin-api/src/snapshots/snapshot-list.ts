import type { Feeds, SnapshotPage, SnapshotRow } from '@pksn/store-postgres';
import { cursorOf, placeOf, wholeNumber } from '../cursor';
import { snapshotView } from '../packages/import-view';
import type { SnapshotQuery } from './snapshot-requests';

/** A page of snapshots, by feed and version unless asked otherwise. Fault: REQUEST_MALFORMED for a cursor of another list. */
export async function snapshotPage(
  feeds: Pick<Feeds, 'snapshots'>,
  { feed, state, sort, limit, cursor }: SnapshotQuery,
): Promise<object> {
  const after = cursor === undefined ? null : rowAt(cursor);
  const rows = await feeds.snapshots(feed ?? null, { state: state ?? null, sort: sort ?? 'feed', limit, after });
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return { snapshots: rows.map(snapshotView), next: last === undefined ? null : cursorAt(last) };
}

function cursorAt({ id, feed, version }: SnapshotRow): string {
  return cursorOf([String(id), feed, String(version)]);
}

function rowAt(cursor: string): SnapshotPage['after'] {
  const [id, feed = '', version] = placeOf(cursor, 3);
  return { id: wholeNumber(id), feed, version: wholeNumber(version) };
}
