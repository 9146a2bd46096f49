import type { LicenseDesk } from '@pksn/store-postgres';
import type { CustomerScope } from '../auth/caller';
import type { Alert, AlertSource } from './alert';
import { iso } from './alert-text';

const LISTED = 500;

/** Customers' own submissions that wait for the provider's approval. */
export class PendingSubmissions implements AlertSource {
  constructor(private readonly licenses: LicenseDesk) {}

  async alerts(scope: CustomerScope): Promise<Alert[]> {
    if (scope !== null) return [];
    const waiting = (await this.licenses.pending()).slice(0, LISTED);
    return waiting.map(({ licenseId, vendor, customer, fingerprint, receivedAt }) => ({
      code: 'submission-pending',
      severity: 'warning',
      subject: licenseId,
      sentence: `The submission of key ${fingerprint} for license ${licenseId} of ${customer} (${vendor}) awaits approval.`,
      next: `pksn license approve ${fingerprint}`,
      since: iso(receivedAt.getTime()),
      due: null,
      facts: { licenseId, vendor, customer, fingerprint },
    }));
  }
}
