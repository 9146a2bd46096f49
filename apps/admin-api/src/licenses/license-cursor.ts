import type { LicensePlace, LicenseSort } from '@pksn/store-postgres';
import { cursorOf, placeOf, requireTime, sortedCursorOf, sortedPlaceOf } from '../cursor';

const PARTS = 3;
const BY_TIME: readonly LicenseSort[] = ['expires', '-expires', 'asked', '-asked'];

/** The cursor of a page that begins behind this place. */
export function licenseCursor(place: LicensePlace, sort: LicenseSort): string {
  return sort === 'customer' ? cursorOf(place) : sortedCursorOf(place, sort);
}

/** Fault: REQUEST_MALFORMED. */
export function licensePlace(cursor: string, sort: LicenseSort): LicensePlace {
  const parts = sort === 'customer' ? placeOf(cursor, PARTS) : sortedPlaceOf(cursor, PARTS, sort);
  const place = parts as [string, string, string];
  if (BY_TIME.includes(sort)) requireTime(place[0]);
  return place;
}
