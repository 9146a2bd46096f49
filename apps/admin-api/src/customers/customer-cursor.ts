import { Fault } from '@pksn/domain';
import type { CustomerPlace, CustomerSort } from '@pksn/store-postgres';
import { cursorOf, placeOf, sortedCursorOf, sortedPlaceOf } from '../cursor';

const PARTS = 2;
const MICROSECONDS = /^\d{1,17}$/;

/** The cursor of a page that begins behind this place. */
export function customerCursor(place: CustomerPlace, sort: CustomerSort): string {
  return sort === 'id' ? cursorOf([place[1]]) : sortedCursorOf(place, sort);
}

/** Fault: REQUEST_MALFORMED. */
export function customerPlace(cursor: string, sort: CustomerSort): CustomerPlace {
  if (sort === 'id') {
    const [id = ''] = placeOf(cursor, 1);
    return [id, id];
  }
  const [at, id] = sortedPlaceOf(cursor, PARTS, sort) as [string, string];
  if (!sort.endsWith('created') || MICROSECONDS.test(at)) return [at, id];
  throw new Fault('REQUEST_MALFORMED', 'this cursor is not one of this list');
}
