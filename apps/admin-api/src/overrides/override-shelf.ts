import { Fault } from '@pksn/domain';
import { DAY_MS } from '@pksn/licensing';
import type { Clock } from '@pksn/runtime';
import type { FeedRecords, ListedOverride, OverrideFilter, OverrideList, OverridePlace } from '@pksn/store-postgres';
import type { OverrideCaller } from '../auth/caller';
import { cursorOf, placeOf } from '../cursor';
import type { FeedOpinion } from './feed-opinions';
import { feedOpinions } from './feed-opinions';
import { objectFromText } from './object-text';
import type { OverridesQuery } from './override-requests';
import { overrideTarget } from './override-target';
import { overrideView } from './override-view';

const PROVIDER = 'provider';
const ROW_ID = /^\d{1,16}$/;
/** Fewer digits than there are milliseconds in all time that a Date knows. */
const MILLISECONDS = /^\d{1,15}$/;
/** Overrides that one request compares with the feeds; the next page goes on. */
const MOST_COMPARED = 2_000;

type Seen = readonly [row: ListedOverride, opinions: readonly FeedOpinion[] | undefined];

/** Overrides as callers look for them, with what the feeds say beside them. */
export class OverrideShelf {
  constructor(
    private readonly list: OverrideList,
    private readonly records: FeedRecords,
    private readonly clock: Clock,
  ) {}

  /** One page, newest first unless it is sorted otherwise; `next` is the cursor of the one after it, or null. Faults: REQUEST_MALFORMED, OBJECT_MALFORMED. */
  async page(query: OverridesQuery, by: OverrideCaller): Promise<object> {
    const filter = this.filterOf(query, by);
    const { limit, cursor, feeds, sort } = query;
    let after = cursor === undefined ? null : placeBehind(cursor);
    const shown: Seen[] = [];
    let isMore = true;
    for (let compared = 0; isMore && shown.length < limit && compared < MOST_COMPARED;) {
      const rows = await this.list.page(filter, { after, limit: limit + 1, sort });
      isMore = rows.length > limit;
      const page = await this.withFeeds(rows.slice(0, limit), query, by);
      for (const [row, opinions] of page) {
        if (shown.length === limit) {
          isMore = true;
          break;
        }
        after = { id: row.id, expiresAt: row.expiresAt?.getTime() ?? null };
        if (feeds === undefined || feedsSay(row, opinions) === feeds) shown.push([row, opinions]);
      }
      compared += page.length;
    }
    return {
      overrides: shown.map(([row, opinions]) => overrideView(row, by.scope, opinions)),
      next: isMore && after !== null ? cursorOf([after.id, String(after.expiresAt ?? '')]) : null,
    };
  }

  /** As `page` shows it; also one that has ended. */
  async one(id: string, by: OverrideCaller): Promise<object> {
    const any = { owner: null, zone: null, kind: null, author: null, search: null, expiresBefore: null, object: null };
    const filter: OverrideFilter = { ...any, reach: by.reach, state: 'any' };
    const [row] = await this.list.page(filter, {
      after: { id: String(BigInt(id) + 1n), expiresAt: null },
      limit: 1,
      sort: '-created',
    });
    return row?.id === id ? overrideView(row, by.scope) : {};
  }

  private filterOf(query: OverridesQuery, { reach }: OverrideCaller): OverrideFilter {
    const { customer, zone = null, kind = null, author = null, search = null, expiring, object: text } = query;
    const object = text === undefined ? null : overrideTarget(objectFromText(text, kind), 'grey');
    return {
      reach,
      owner: customer === undefined ? null : { customerId: customer === PROVIDER ? null : customer },
      state: query.state ?? (object === null ? 'in-force' : 'any'),
      zone,
      // Of one object there is one kind, but for a domain, which is a URL as well.
      kind: object === null ? kind : null,
      author,
      search,
      expiresBefore: expiring === undefined ? null : new Date(this.clock.now() + expiring * DAY_MS),
      object,
    };
  }

  private async withFeeds(
    rows: readonly ListedOverride[],
    { brief, feeds }: OverridesQuery,
    by: OverrideCaller,
  ): Promise<Seen[]> {
    if (brief === 'true' && feeds === undefined) return rows.map((row) => [row, undefined]);
    const opinions = await feedOpinions(this.records, rows, by.scope);
    return rows.map((row, i) => [row, opinions[i] ?? []]);
  }
}

/** Fault: REQUEST_MALFORMED. */
function placeBehind(cursor: string): OverridePlace {
  const [id = '', expires = ''] = placeOf(cursor, 2);
  if (!ROW_ID.test(id) || (expires !== '' && !MILLISECONDS.test(expires)))
    throw new Fault('REQUEST_MALFORMED', 'this cursor is not one of this list');
  return { id, expiresAt: expires === '' ? null : Number(expires) };
}

function feedsSay(row: ListedOverride, opinions: readonly FeedOpinion[] | undefined): 'differ' | 'agree' | 'nothing' {
  const [first] = opinions ?? [];
  if (first === undefined) return 'nothing';
  return first.zone === row.zone ? 'agree' : 'differ';
}
