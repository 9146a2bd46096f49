import type { StoredProposal } from '@pksn/store-postgres';
import type { FastifyInstance } from 'fastify';

/** The answer of a route that would have acted, had it not needed a second person. */
export class WaitingProposal {
  readonly proposal: object;

  constructor({ id, kind, subject, proposedBy, proposedAt, expiresAt }: StoredProposal) {
    this.proposal = {
      id: Number(id),
      kind,
      subject,
      proposedBy,
      proposedAt: proposedAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
    };
  }
}

/** Such an answer is 202, whatever the route answers when it acts. */
export function answerProposals(http: FastifyInstance): void {
  http.addHook('preSerialization', async (_request, reply, payload) => {
    if (payload instanceof WaitingProposal) reply.code(202);
    return payload;
  });
}
