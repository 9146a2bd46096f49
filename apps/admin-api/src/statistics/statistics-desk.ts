import { DAY_MS } from '@pksn/licensing';
import { Fault } from '@pksn/domain';
import type { Clock } from '@pksn/runtime';
import type { QueryStatistics } from '@pksn/store-postgres';
import type { QueriesQuery, UnknownQuery } from './statistics-requests';

/** When nothing else is asked for: a month by day, two days by hour. */
const DEFAULT_DAYS = { day: 30, hour: 2 } as const;
const UNKNOWN_DAYS = 7;
/** One kind and zone in one hour is a row: some four months by hour. */
const ROWS = 50_000;

/** What query processes have counted of their own answers. */
export class StatisticsDesk {
  constructor(
    private readonly statistics: QueryStatistics,
    private readonly clock: Clock,
  ) {}

  /** Throws REQUEST_MALFORMED for times that end before they begin, and for more than one answer holds. */
  async queries({ from, to, by }: QueriesQuery): Promise<object> {
    const end = to === undefined ? new Date(this.clock.now()) : new Date(to);
    const start = from === undefined ? new Date(end.getTime() - DEFAULT_DAYS[by] * DAY_MS) : new Date(from);
    if (start >= end) throw new Fault('REQUEST_MALFORMED', 'from must be earlier than to');
    const rows = await this.statistics.queries(start, end, by, ROWS + 1);
    if (rows.length > ROWS) throw new Fault('REQUEST_MALFORMED', 'this is too much for one answer; ask for fewer days');
    return {
      from: start.toISOString(),
      to: end.toISOString(),
      by,
      counts: rows.map((row) => ({
        from: row.from.toISOString(),
        object: row.type,
        zone: row.zone,
        queries: row.queries,
      })),
    };
  }

  async unknown({ from, limit }: UnknownQuery): Promise<object> {
    const start = from === undefined ? new Date(this.clock.now() - UNKNOWN_DAYS * DAY_MS) : new Date(from);
    const rows = await this.statistics.unknown(start, limit);
    return { from: start.toISOString(), objects: rows.map(({ type, ...rest }) => ({ type, ...rest })) };
  }
}
