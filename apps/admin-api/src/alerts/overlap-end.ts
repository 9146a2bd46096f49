import { DAY_MS, keyFingerprint } from '@pksn/licensing';
import type { AlertFacts, KeyUseLedger } from '@pksn/store-postgres';
import type { CustomerScope } from '../auth/caller';
import type { Alert, AlertSource } from './alert';
import { distance, iso, moment } from './alert-text';

/** Replaced keys that end within a day while endpoints still use them. */
export class OverlapEnd implements AlertSource {
  constructor(
    private readonly facts: AlertFacts,
    private readonly ledger: KeyUseLedger,
  ) {}

  async alerts(scope: CustomerScope, now: number): Promise<Alert[]> {
    const ending = await this.facts.endingOverlaps(scope, now, now + DAY_MS);
    const uses = await this.ledger.of(
      ending.map((one) => one.keyHash),
      now - DAY_MS,
    );
    return ending.map(({ vendor, licenseId, customer, keyHash, overlapEndsAt }) => {
      const own = uses.filter((use) => use.keyHash.equals(keyHash));
      const endpoints = Math.max(0, ...own.map((use) => use.sketch.estimate()));
      const lately =
        endpoints === 0 ? 'endpoints that do not say who they are' : `${String(endpoints)} endpoints a day`;
      return {
        code: 'key-overlap-ending',
        severity: 'warning',
        subject: licenseId,
        sentence: `Key ${keyFingerprint(keyHash)} of ${customer} ends on ${moment(overlapEndsAt)}, ${distance(overlapEndsAt, now)}, and is still used by ${lately}.`,
        next: `pksn license rollout ${licenseId}`,
        since: null,
        due: iso(overlapEndsAt),
        facts: { vendor, licenseId, customer, fingerprint: keyFingerprint(keyHash), endpoints },
      };
    });
  }
}
