import { keyFingerprint } from '@pksn/licensing';
import type { AlertFacts } from '@pksn/store-postgres';
import type { CustomerScope } from '../auth/caller';
import type { Alert, AlertSource } from './alert';
import { iso, moment } from './alert-text';

/** Renewals whose old key ends before the new one begins. */
export class RenewalGap implements AlertSource {
  constructor(private readonly facts: AlertFacts) {}

  async alerts(scope: CustomerScope, now: number): Promise<Alert[]> {
    return (await this.facts.renewalGaps(scope, now)).map((gap) => {
      const { vendor, licenseId, customer, keyHash, endsAt, newKeyHash, beginsAt, hours } = gap;
      const [old, fresh] = [keyFingerprint(keyHash), keyFingerprint(newKeyHash)];
      return {
        code: 'license-renewal-gap',
        severity: now < endsAt ? 'warning' : 'critical',
        subject: licenseId,
        sentence: `The old key ${old} of ${customer} ends at ${moment(endsAt)}, the new one ${fresh} begins at ${moment(beginsAt)}: between them its endpoints get no answers.`,
        next:
          scope === null
            ? `Lengthen the overlap: pksn license overlap ${licenseId} --hours ${String(hours)}`
            : 'Ask the provider to lengthen the overlap of the license.',
        since: now < endsAt ? null : iso(endsAt),
        due: now < endsAt ? iso(endsAt) : iso(beginsAt),
        facts: { vendor, licenseId, customer, hours, old, fresh, endsAt: iso(endsAt), beginsAt: iso(beginsAt) },
      };
    });
  }
}
