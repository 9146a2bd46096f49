import type { Proposals } from '@pksn/store-postgres';
import { actorSeenBy } from '../auth/actor-name';
import type { CustomerScope } from '../auth/caller';
import type { Alert, AlertSource } from './alert';
import { iso, moment } from './alert-text';

const LISTED = 50;

/** What somebody proposed and a second person has not decided about. */
export class WaitingProposals implements AlertSource {
  constructor(private readonly proposals: Pick<Proposals, 'page'>) {}

  async alerts(scope: CustomerScope): Promise<Alert[]> {
    const waiting = await this.proposals.page({ scope, state: 'waiting', kind: null }, null, LISTED);
    return waiting.map(({ id, kind, subject, proposedAt, expiresAt, proposedBy }) => ({
      code: 'proposal-waiting',
      severity: 'warning',
      subject: id,
      sentence: `Proposal ${id} (${kind}: ${subject}) waits for a second person until ${moment(expiresAt.getTime())}.`,
      next: `pksn approval show ${id}; then pksn approval approve ${id}, or refuse ${id} --reason TEXT`,
      since: iso(proposedAt.getTime()),
      due: iso(expiresAt.getTime()),
      facts: { id: Number(id), kind, subject, proposedBy: actorSeenBy(scope, proposedBy) },
    }));
  }
}
