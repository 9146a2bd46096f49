import type { IntegrationToken } from '@pksn/store-postgres';

const iso = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());

/** A token as its administrators see it; `state` is what a request with it gets now, in a word. */
export function integrationTokenView(token: IntegrationToken, state: string): object {
  const { id, vendor, licenseId, customerId, label, protocols, createdBy, revokedBy } = token;
  return {
    id,
    license: { vendor, licenseId },
    customer: customerId,
    label,
    protocols,
    state,
    createdAt: iso(token.createdAt),
    createdBy,
    expiresAt: iso(token.expiresAt),
    revokedAt: iso(token.revokedAt),
    revokedBy,
  };
}
