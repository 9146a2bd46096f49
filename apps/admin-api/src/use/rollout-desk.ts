import { DAY_MS } from '@pksn/licensing';
import type { Clock } from '@pksn/runtime';
import type { KeyUseLedger, Licenses } from '@pksn/store-postgres';
import type { CustomerScope } from '../auth/caller';
import type { Rollout } from './rollout-view';
import { rolloutOf } from './rollout';

/** Who uses which key of a license, and how far its endpoints have moved to the newest one. */
export class RolloutDesk {
  constructor(
    private readonly licenses: Licenses,
    private readonly ledger: KeyUseLedger,
    private readonly clock: Clock,
  ) {}

  /** The last `days` UTC days, today included. Throws NOT_FOUND, for another customer's license too. */
  async of(licenseId: string, days: number, scope: CustomerScope): Promise<Rollout> {
    const keys = await this.licenses.keysOf(licenseId, scope);
    const now = this.clock.now();
    const from = now - (now % DAY_MS) - (days - 1) * DAY_MS;
    const hashes = keys.map((key) => key.keyHash);
    return rolloutOf(keys, await this.ledger.of(hashes, from), days, now);
  }
}
