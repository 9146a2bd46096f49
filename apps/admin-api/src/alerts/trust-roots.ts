import { DAY_MS } from '@pksn/licensing';
import type { TrustedVendors } from '@pksn/store-postgres';
import type { CustomerScope } from '../auth/caller';
import type { Alert, AlertSource } from './alert';
import { distance, iso, moment } from './alert-text';

const NOTICE_MS = 30 * DAY_MS;
const URGENT_MS = 7 * DAY_MS;

/** Trust roots in force that expire within 30 days: after that, nothing of the vendor is taken in. */
export class TrustRoots implements AlertSource {
  constructor(private readonly vendors: TrustedVendors) {}

  async alerts(scope: CustomerScope, now: number): Promise<Alert[]> {
    if (scope !== null) return [];
    return (await this.vendors.list()).flatMap(({ vendor, roots: [root] }): Alert[] => {
      const expiresAt = root?.expiresAt.getTime() ?? Infinity;
      if (expiresAt - now > NOTICE_MS) return [];
      const expired = now >= expiresAt;
      return [
        {
          code: expired ? 'trust-root-expired' : 'trust-root-expiring',
          severity: expiresAt - now <= URGENT_MS ? 'critical' : 'warning',
          subject: vendor.name,
          sentence: `The trust root of ${vendor.name} ${expired ? 'has expired' : 'expires'} on ${moment(expiresAt)}, ${distance(expiresAt, now)}.`,
          next: 'Ask the vendor for a package that carries its next trust root, then: pksn import FILE.rpk',
          since: expired ? iso(expiresAt) : null,
          due: iso(expiresAt),
          facts: { vendor: vendor.name, expiresAt: iso(expiresAt) },
        },
      ];
    });
  }
}
