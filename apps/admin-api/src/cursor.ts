import { Fault } from '@pksn/domain';

const CHARACTERS = 4_096;
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Where the next page of a list begins, as text that callers hand back unread. */
export function cursorOf(place: readonly string[]): string {
  return Buffer.from(JSON.stringify(place), 'utf8').toString('base64url');
}

/** The place behind a cursor, of so many parts. Fault: REQUEST_MALFORMED. */
export function placeOf(cursor: string, parts: number): string[] {
  const place = parsed(cursor);
  if (Array.isArray(place) && place.length === parts && place.every(isPart)) return place as string[];
  throw new Fault('REQUEST_MALFORMED', 'this cursor is not one of this list');
}

/** A part of a place that is a number. Fault: REQUEST_MALFORMED. */
export function wholeNumber(part: string | undefined): number {
  if (part !== undefined && /^\d{1,15}$/.test(part)) return Number(part);
  throw new Fault('REQUEST_MALFORMED', 'this cursor is not one of this list');
}

/** Of a list that comes in several orders: the cursor of one order is none of another. */
export function sortedCursorOf(place: readonly string[], sort: string): string {
  return cursorOf([...place, sort]);
}

/** The place behind it, of so many parts. Fault: REQUEST_MALFORMED, also for a cursor of another order. */
export function sortedPlaceOf(cursor: string, parts: number, sort: string): string[] {
  const place = placeOf(cursor, parts + 1);
  if (place.pop() === sort) return place;
  throw new Fault('REQUEST_MALFORMED', 'this cursor is of another order of this list');
}

/** A time within a cursor, as it was put there. Fault: REQUEST_MALFORMED. */
export function requireTime(part: string): string {
  if (ISO_TIME.test(part) && !Number.isNaN(Date.parse(part))) return part;
  throw new Fault('REQUEST_MALFORMED', 'this cursor is not one of this list');
}

function isPart(part: unknown): boolean {
  return typeof part === 'string' && !part.includes('\0');
}

function parsed(cursor: string): unknown {
  try {
    return cursor.length > CHARACTERS ? null : JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}
