import type { AlertFacts } from '@pksn/store-postgres';
import type { CustomerScope } from '../auth/caller';
import type { Alert, AlertSource } from './alert';
import { iso, moment } from './alert-text';

/** Licenses that were marked as changed and whose new key nobody has submitted. */
export class LicenseChange implements AlertSource {
  constructor(private readonly facts: AlertFacts) {}

  async alerts(scope: CustomerScope, now: number): Promise<Alert[]> {
    const submit = scope === null ? 'pksn license submit FILE' : 'pksn endpoint submit FILE';
    return (await this.facts.awaited(scope)).map(({ licenseId, vendor, customer, changedAt, overlapEndsAt }) => {
      const goesOn = now < overlapEndsAt;
      const old = goesOn ? `its old key goes on until ${moment(overlapEndsAt)}` : 'its endpoints get no answers';
      return {
        code: 'license-key-awaited',
        severity: goesOn ? 'warning' : 'critical',
        subject: licenseId,
        sentence: `The license ${licenseId} of ${customer} (${vendor}) has changed and its new key was not submitted; ${old}.`,
        next: submit,
        since: iso(changedAt),
        due: iso(overlapEndsAt),
        facts: { licenseId, vendor, customer, oldKey: goesOn ? 'in-force' : 'ended' },
      };
    });
  }
}
