import { Fault } from '@pksn/domain';
import type { Clock } from '@pksn/runtime';
import type { OverrideRow, Overrides } from '@pksn/store-postgres';
import type { OverrideBody } from './override-requests';
import { overrideTarget } from './override-target';

/** Local verdicts, checked before they are written. */
export class OverrideDesk {
  constructor(
    private readonly overrides: Overrides,
    private readonly clock: Clock,
  ) {}

  async add(body: OverrideBody, author: string): Promise<object> {
    const target = overrideTarget(body.object, body.zone);
    const expiresAt = body.expires === undefined ? null : new Date(endOfDay(body.expires));
    if (expiresAt !== null && expiresAt.getTime() <= this.clock.now())
      throw new Fault('OVERRIDE_INVALID', 'the expiry is in the past');
    const { override, generation } = await this.overrides.add({
      customerId: body.customer ?? null,
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
    return { override: overrideView(override), generation };
  }

  async list(): Promise<object[]> {
    return (await this.overrides.live()).map(overrideView);
  }
}

/** A date alone ends with its day, in UTC. */
function endOfDay(text: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T23:59:59.999Z` : text;
}

function overrideView(row: OverrideRow): object {
  return {
    id: Number(row.id),
    owner: row.customerId === null ? 'provider' : 'customer',
    customer: row.customerId,
    object: row.object,
    zone: row.zone,
    trustGroup: row.trustGroup,
    threat: row.threat,
    reason: row.reason,
    author: row.author,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
  };
}
