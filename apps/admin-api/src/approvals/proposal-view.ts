import type { CustomerScope, Proposer, StoredProposal } from '@pksn/store-postgres';
import { actorSeenBy } from '../auth/actor-name';
import type { Act } from './act';

/** A proposal in a list. `own`: whoever asks stands behind it; `mayDecide`: may approve or refuse it. */
export function proposalView(one: StoredProposal, { roles }: Act, by: Proposer): object {
  const { id, kind, subject, customerId, state, result, endedReason } = one;
  const scope: CustomerScope = by.customerId;
  const own = one.principal === by.principal;
  return {
    id: Number(id),
    kind,
    subject,
    customer: customerId,
    state,
    proposedBy: actorSeenBy(scope, one.proposedBy),
    proposedAt: one.proposedAt.toISOString(),
    expiresAt: one.expiresAt.toISOString(),
    endedAt: one.endedAt?.toISOString() ?? null,
    endedBy: one.endedBy === null ? null : actorSeenBy(scope, one.endedBy),
    endedReason,
    result,
    own,
    mayDecide: state === 'waiting' && !own && (roles as readonly string[]).includes(by.role),
  };
}
