import type { CustomerScope, IntegrationToken } from '@pksn/store-postgres';
import { actorSeenBy } from '../auth/actor-name';

const iso = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());

/** A token as its administrators see it; `state` is what a request with it gets now, in a word. */
export function integrationTokenView(token: IntegrationToken, state: string, scope: CustomerScope): object {
  const { id, vendor, licenseId, customerId, label, protocols, createdBy, revokedBy } = token;
  return {
    id,
    license: { vendor, licenseId },
    customer: customerId,
    label,
    protocols,
    state,
    createdAt: iso(token.createdAt),
    createdBy: actorSeenBy(scope, createdBy),
    expiresAt: iso(token.expiresAt),
    revokedAt: iso(token.revokedAt),
    revokedBy: revokedBy === null ? null : actorSeenBy(scope, revokedBy),
  };
}
