import type { CustomerScope, ListedOverride } from '@pksn/store-postgres';
import { actorSeenBy } from '../auth/actor-name';
import type { FeedOpinion } from './feed-opinions';

/** An override as callers see it. */
export function overrideView(row: ListedOverride, scope: CustomerScope, opinions?: readonly FeedOpinion[]): object {
  const { ended } = row;
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
    machine: row.machine,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    generation: row.addedIn,
    ...(ended === null
      ? {}
      : {
          ended,
          endedAt: row.endedAt?.toISOString() ?? null,
          endedBy: row.removedBy === null || ended === 'expired' ? null : actorSeenBy(scope, row.removedBy),
        }),
    ...(opinions === undefined ? {} : { feeds: opinions }),
  };
}
