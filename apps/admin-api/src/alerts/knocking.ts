import { DAY_MS } from '@pksn/licensing';
import type { KnockingKeys } from '@pksn/store-postgres';
import type { CustomerScope } from '../auth/caller';
import { knownAs, nextStep } from '../knocking/knocking-view';
import type { Alert, AlertSource } from './alert';
import { iso, moment } from './alert-text';

const LISTED = 50;
/** Who has not asked for this long has no trouble now. */
const LATELY_MS = 7 * DAY_MS;

/** Keys that ask and were never submitted: somebody's endpoints get no answers. */
export class Knocking implements AlertSource {
  constructor(private readonly knocking: KnockingKeys) {}

  async alerts(scope: CustomerScope, now: number): Promise<Alert[]> {
    if (scope !== null) return [];
    const keys = await this.knocking.list(LISTED);
    return keys
      .filter((key) => now - key.lastSeen.getTime() < LATELY_MS)
      .map((key) => ({
        code: 'key-knocking',
        severity: 'warning',
        subject: key.fingerprint,
        sentence: `Key ${key.fingerprint} was never submitted and has asked ${key.knocks === 1 ? 'once' : `${String(key.knocks)} times`}, last on ${moment(key.lastSeen.getTime())}.`,
        next: nextStep(key),
        since: iso(key.firstSeen.getTime()),
        due: null,
        facts: {
          fingerprint: key.fingerprint,
          count: key.knocks,
          lastSeen: iso(key.lastSeen.getTime()),
          known: knownAs(key),
          licenseId: key.pending?.licenseId ?? key.older?.licenseId ?? null,
          customer: key.pending?.customer ?? key.older?.customer ?? null,
          current: key.older?.currentFingerprint ?? null,
        },
      }));
  }
}
