import { DAY_MS } from '@pksn/licensing';
import type { SeenEquivocation } from '@pksn/store-postgres';
import type { CustomerScope } from '../auth/caller';
import type { Alert, AlertSource } from './alert';
import { iso } from './alert-text';

const TOLD_MS = 30 * DAY_MS;

/** Vendors that signed two different packages of one version, for 30 days: their keys may be in other hands. */
export class Equivocations implements AlertSource {
  constructor(private readonly seen: (since: number) => Promise<SeenEquivocation[]>) {}

  async alerts(scope: CustomerScope, now: number): Promise<Alert[]> {
    if (scope !== null) return [];
    return (await this.seen(now - TOLD_MS)).map(({ feed, version, knownDigest, otherDigest, seenAt }) => ({
      code: 'vendor-equivocation',
      severity: 'critical',
      subject: feed,
      sentence: `Two different packages of version ${String(version)} of ${feed} carry the vendor's signature (manifests ${knownDigest.slice(0, 16)} and ${otherDigest.slice(0, 16)}); the second was refused.`,
      next: 'Ask the vendor, by telephone or in person, which of them is its own. Both signed manifests are kept as evidence: docs/operations.md, PACKAGE_EQUIVOCATION',
      since: iso(seenAt),
      due: null,
      facts: { feed, version, known: knownDigest, other: otherDigest },
    }));
  }
}
