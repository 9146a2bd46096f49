import type { AlertFacts } from '@pksn/store-postgres';
import type { CustomerScope } from '../auth/caller';
import type { Alert, AlertSource } from './alert';
import { iso } from './alert-text';

/** Snapshots that wait for a person to activate them. */
export class HeldSnapshots implements AlertSource {
  constructor(private readonly facts: AlertFacts) {}

  async alerts(scope: CustomerScope): Promise<Alert[]> {
    if (scope !== null) return [];
    return (await this.facts.held()).map(({ id, feed, version, since }) => ({
      code: 'snapshot-held',
      severity: 'info',
      subject: feed,
      sentence: `Version ${String(version)} of ${feed} is held until somebody activates it.`,
      next: `pksn snapshot activate ${String(id)}`,
      since: iso(since),
      due: null,
    }));
  }
}
