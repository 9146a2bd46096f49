import type { KnockingKeys } from '@pksn/store-postgres';
import { cursorOf, placeOf, requireTime } from '../cursor';
import type { KnockingQuery } from './knocking-requests';
import { knockingView } from './knocking-view';

const PLACE_PARTS = 2;

/** Keys that ask and were never submitted, page by page. */
export class KnockingDesk {
  constructor(private readonly knocking: KnockingKeys) {}

  /** Latest first; `next` is the cursor of the page after it, or null. Fault: REQUEST_MALFORMED for a foreign cursor. */
  async list({ limit, cursor, search }: KnockingQuery): Promise<object> {
    const after = cursor === undefined ? null : (placeOf(cursor, PLACE_PARTS) as [string, string]);
    if (after !== null) requireTime(after[0]);
    const found = await this.knocking.list(limit + 1, after, search);
    const last = found[limit - 1];
    return {
      keys: found.slice(0, limit).map(knockingView),
      next:
        found.length > limit && last !== undefined ? cursorOf([last.lastSeen.toISOString(), last.fingerprint]) : null,
    };
  }
}
