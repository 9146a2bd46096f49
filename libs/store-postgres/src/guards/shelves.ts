import { sectionLayout } from '@pksn/domain';
import type { GuardShelf } from '@pksn/ingest';
import { GUARD_SHELVES } from '@pksn/ingest';

const HOSTS = 100;

/** Shelves as numbers in guard_key: sections by their own, hosts behind them. */
export function shelfId(shelf: GuardShelf): number {
  return shelf === 'hosts' ? HOSTS : sectionLayout(shelf).id;
}

const BY_ID = new Map(GUARD_SHELVES.map((shelf) => [shelfId(shelf), shelf]));

export function shelfOf(id: number): GuardShelf {
  const shelf = BY_ID.get(id);
  if (shelf === undefined) throw new RangeError(`no shelf ${String(id)}`);
  return shelf;
}
