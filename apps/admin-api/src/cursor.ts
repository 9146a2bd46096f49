import { Fault } from '@pksn/domain';

const CHARACTERS = 4_096;

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
