import { Fault } from '@pksn/domain';
import type { Clock } from '@pksn/runtime';
import { customerAbsent } from '@pksn/store-postgres';
import type { CustomerScope, OverrideRow, Overrides } from '@pksn/store-postgres';
import { actorSeenBy } from '../auth/actor-name';
import type { OverrideBody } from './override-requests';
import { overrideTarget } from './override-target';

/** Local verdicts, checked before they are written. */
export class OverrideDesk {
  constructor(
    private readonly overrides: Overrides,
    private readonly clock: Clock,
  ) {}

  /** A confined caller's are its own customer's. Fault: NOT_FOUND for another's, as for one that there is not. */
  async add(body: OverrideBody, author: string, scope: CustomerScope): Promise<object> {
    const customerId = scope ?? body.customer ?? null;
    if (body.customer !== undefined && body.customer !== customerId) throw customerAbsent(body.customer);
    const target = overrideTarget(body.object, body.zone);
    const expiresAt = body.expires === undefined ? null : new Date(endOfDay(body.expires));
    if (expiresAt !== null && expiresAt.getTime() <= this.clock.now())
      throw new Fault('OVERRIDE_INVALID', 'the expiry is in the past');
    const { override, generation } = await this.overrides.add({
      customerId,
      object: target.object,
      section: target.section,
      key: target.key,
      zone: body.zone,
      trustGroup: body.trustGroup ?? null,
      threat: body.threat ?? null,
      reason: body.reason,
      author,
      expiresAt,
    });
    return { override: overrideView(override, scope), generation };
  }

  async list(scope: CustomerScope): Promise<object[]> {
    return (await this.overrides.live(scope)).map((one) => overrideView(one, scope));
  }
}

/** A date alone ends with its day, in UTC. */
function endOfDay(text: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T23:59:59.999Z` : text;
}

function overrideView(row: OverrideRow, scope: CustomerScope): object {
  return {
    id: Number(row.id),
    owner: row.customerId === null ? 'provider' : 'customer',
    customer: row.customerId,
    object: row.object,
    zone: row.zone,
    trustGroup: row.trustGroup,
    threat: row.threat,
    reason: row.reason,
    author: actorSeenBy(scope, row.author),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
  };
}
