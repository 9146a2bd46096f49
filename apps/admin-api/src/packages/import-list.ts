import { Fault } from '@pksn/domain';
import type { ImportPlace, PostgresImportLedger } from '@pksn/store-postgres';
import { sortedCursorOf, sortedPlaceOf } from '../cursor';
import { importView } from './import-view';
import type { ImportsQuery } from './package-requests';

const MICROSECONDS = /^[1-9]\d{0,15}$/;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A page of all imports, newest first unless asked otherwise. Fault: REQUEST_MALFORMED for a cursor of another list. */
export async function importPage(
  ledger: Pick<PostgresImportLedger, 'page'>,
  { limit, cursor, before, state, feed, search, sort = '-createdAt' }: ImportsQuery,
): Promise<object> {
  const found = await ledger.page({
    limit,
    after: cursor === undefined ? null : importPlace(cursor, sort),
    before: before === undefined ? null : new Date(before),
    state: state ?? null,
    feed: feed ?? null,
    search: search ?? null,
    isRising: sort === 'createdAt',
  });
  const last = found.length === limit ? found.at(-1)?.place : undefined;
  const next = last === undefined ? null : sortedCursorOf([last.microseconds, last.id], sort);
  return { imports: found.map(({ row }) => importView(row)), next };
}

function importPlace(cursor: string, sort: string): ImportPlace {
  const [microseconds = '', id = ''] = sortedPlaceOf(cursor, 2, sort);
  if (MICROSECONDS.test(microseconds) && ID.test(id)) return { microseconds, id };
  throw new Fault('REQUEST_MALFORMED', 'this cursor is not one of this list');
}
