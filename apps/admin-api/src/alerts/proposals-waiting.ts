import type { WaitingProposals } from '@pksn/store-postgres';
import type { CustomerScope } from '../auth/caller';
import type { Alert, AlertSource } from './alert';
import { iso } from './alert-text';

/** What needs two people and waits for the second. */
export class ProposalsWaiting implements AlertSource {
  constructor(private readonly waiting: (scope: CustomerScope) => Promise<WaitingProposals>) {}

  async alerts(scope: CustomerScope): Promise<Alert[]> {
    const { count, since, due } = await this.waiting(scope);
    if (since === null || due === null) return [];
    return [
      {
        code: 'proposals-waiting',
        severity: 'info',
        subject: 'approvals',
        sentence: `${count === 1 ? 'A proposal waits' : `${String(count)} proposals wait`} for a second person.`,
        next: 'pksn approval list',
        since: iso(since),
        due: iso(due),
        facts: { count },
      },
    ];
  }
}
