import { Fault } from '@pksn/domain';
import type { ListedEntry, OwnFeed, OwnFeedEntry } from '@pksn/store-postgres';
import { cursorOf, placeOf } from '../cursor';
import { entryRow, rowEntries } from './feed-row';
import type { OwnFeedBody, OwnFeedQuery } from './own-feed-requests';
import { objectNamed } from './row-object';

const ROW_ID = /^\d{1,16}$/;
const NO_DEFAULTS = { zone: null, reason: null };

/** The provider's own verdicts, as callers set and look for them. */
export class OwnFeedDesk {
  constructor(private readonly feed: OwnFeed) {}

  /** In place of what was said of the object before. Faults: OWN_FEED_INVALID, OBJECT_MALFORMED. */
  async add(body: OwnFeedBody, by: string): Promise<object> {
    const [entry, ...more] = rowEntries({ ...body }, NO_DEFAULTS);
    if (entry === undefined || more.length > 0)
      throw new Fault('OWN_FEED_INVALID', 'an entry is of exactly one object');
    const { id, what, replaced } = await this.feed.put(entry, by);
    const filter = { ...ANY, object: entry.object };
    const rows = await this.feed.page(filter, { after: String(BigInt(id) + 1n), limit: 1 });
    return { entry: rows[0] === undefined ? null : entryView(rows[0]), outcome: what, replaced: replaced.map(Number) };
  }

  /** One page, newest first unless it is sorted otherwise; `next` is the cursor of the one after it, or null. Faults: REQUEST_MALFORMED, OBJECT_MALFORMED. */
  async page(query: OwnFeedQuery): Promise<object> {
    const { limit, cursor, zone = null, kind = null, author = null, search = null } = query;
    const object = query.object === undefined ? null : objectNamed(query.object, kind);
    const state = query.state ?? (object === null ? 'in-force' : 'any');
    const after = cursor === undefined ? null : rowBehind(cursor);
    // Of one object there is one kind, but for a domain, which is a URL as well.
    const filter = { state, zone, kind: object === null ? kind : null, author, search, object };
    const rows = await this.feed.page(filter, { after, limit: limit + 1, oldestFirst: query.sort === 'created' });
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return { entries: shown.map(entryView), next: last === undefined ? null : cursorOf([last.id]) };
  }

  /** Fault: NOT_FOUND. */
  async remove(id: string, by: string): Promise<object> {
    await this.feed.remove(id, by);
    return { removed: Number(id) };
  }
}

const ANY = { state: 'any', zone: null, kind: null, author: null, search: null, object: null } as const;

function entryView(row: ListedEntry): object {
  const { id, object, author, createdAt, removedAt, removedBy, sample } = row;
  return {
    id: Number(id),
    kind: object.type,
    ...entryRow(row as OwnFeedEntry),
    ...(sample === null ? {} : { sample }),
    author,
    createdAt: createdAt.toISOString(),
    ...(removedAt === null ? {} : { removedAt: removedAt.toISOString(), removedBy }),
  };
}

/** Fault: REQUEST_MALFORMED. */
function rowBehind(cursor: string): string {
  const [id = ''] = placeOf(cursor, 1);
  if (!ROW_ID.test(id)) throw new Fault('REQUEST_MALFORMED', 'this cursor is not one of this list');
  return id;
}
