import { Fault } from '@pksn/domain';
import { DAY_MS } from '@pksn/licensing';
import type { Clock } from '@pksn/runtime';
import type { ContributionSums, CustomerScope, SumsFilter } from '@pksn/store-postgres';
import { customerAbsent } from '@pksn/store-postgres';
import type { CountersQuery, DetectionsQuery } from './contribution-requests';

/** When nothing else is asked for: a month by day, two days by hour. */
const DEFAULT_DAYS = { day: 30, hour: 2 } as const;
const ROWS = 50_000;

/** What endpoints contributed, in sums: of all customers, or of the caller's own. */
export class ContributionDesk {
  constructor(
    private readonly sums: ContributionSums,
    private readonly clock: Clock,
  ) {}

  /** Faults: REQUEST_MALFORMED for times that end before they begin, and for more than one answer holds; NOT_FOUND. */
  async counters(query: CountersQuery, scope: CustomerScope): Promise<object> {
    const filter = this.filterOf(query, DEFAULT_DAYS[query.by], scope);
    const rows = await this.sums.counters(filter, query.by, ROWS + 1);
    if (rows.length > ROWS) throw new Fault('REQUEST_MALFORMED', 'this is too much for one answer; ask for fewer days');
    return { ...shown(filter), by: query.by, counts: rows };
  }

  /** The same, of whole days of UTC. */
  async detections(query: DetectionsQuery, scope: CustomerScope): Promise<object> {
    const filter = this.filterOf(query, DEFAULT_DAYS.day, scope);
    return { ...shown(filter), detections: await this.sums.detections(filter, query.limit) };
  }

  private filterOf(
    { from, to, customer }: Pick<CountersQuery, 'from' | 'to' | 'customer'>,
    days: number,
    scope: CustomerScope,
  ): SumsFilter {
    if (scope !== null && customer !== undefined && customer !== scope) throw customerAbsent(customer);
    const end = to === undefined ? new Date(this.clock.now()) : new Date(to);
    const start = from === undefined ? new Date(end.getTime() - days * DAY_MS) : new Date(from);
    if (start >= end) throw new Fault('REQUEST_MALFORMED', 'from must be earlier than to');
    return { from: start, to: end, customerId: scope ?? customer ?? null };
  }
}

function shown({ from, to }: SumsFilter): { from: string; to: string } {
  return { from: from.toISOString(), to: to.toISOString() };
}
