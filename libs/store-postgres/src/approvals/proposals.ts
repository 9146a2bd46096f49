import { Fault } from '@pksn/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { recordAudit } from '../audit-log';
import type { CustomerScope } from '../customer-scope';
import { inside } from './inside';
import type { NewProposal, ProposalEnd, ProposalKind, ProposalState, StoredProposal } from './proposal-entry';
import { PROPOSAL_COLUMNS } from './proposal-entry';
import { closeExpired, endProposal } from './proposal-ends';

export interface ProposalFilter {
  readonly scope: CustomerScope;
  /** `ended`: whatever does not wait. */
  readonly state: ProposalState | 'ended' | null;
  readonly kind: ProposalKind | null;
}

/** What one person may have waiting. */
export const PROPOSAL_LIMITS = { waiting: 100, bytes: 16 * 1024 * 1024 } as const;

/** The answer to a new proposal. `isNew`: false where the same person proposed the same before, and it waits. */
export interface Proposed {
  readonly proposal: StoredProposal;
  readonly isNew: boolean;
}

/** What waits for a second person, and what became of it. */
export class Proposals {
  constructor(private readonly source: DataSource) {}

  /** Fault: PROPOSAL_LIMIT. */
  propose(order: NewProposal): Promise<Proposed> {
    return this.source.transaction(async (manager) => {
      await closeExpired(manager);
      const before = await waitingLike(manager, order);
      if (before !== undefined) return { proposal: before, isNew: false };
      await requireRoom(manager, order);
      const { kind, subject, customerId, request, likeness, basis, by } = order;
      const inserted = (await manager.query(
        `INSERT INTO proposal (kind, subject, customer_id, request, likeness, basis, proposed_by, principal, holder, role,
           holder_customer, proposed_at, expires_at)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, judged_now(), judged_now() + make_interval(days => f.days)
         FROM four_eyes f ON CONFLICT DO NOTHING RETURNING id`,
        [
          ...[kind, subject, customerId, JSON.stringify(request), likeness, JSON.stringify(basis)],
          ...[by.name, by.principal, by.holder, by.role, by.customerId],
        ],
      )) as { id: string }[];
      const proposal = await waitingLike(manager, order);
      if (proposal === undefined) throw new Error('a proposal is missing');
      const isNew = inserted.length > 0;
      if (isNew) {
        const detail = { kind, ...order.noted, expiresAt: proposal.expiresAt.toISOString() };
        await recordAudit(manager, { actor: by.name, action: 'proposal.made', subject: proposal.id, detail });
      }
      return { proposal, isNew };
    });
  }

  /** Newest first, below the id `after`. */
  page({ scope, state, kind }: ProposalFilter, after: string | null, limit: number): Promise<StoredProposal[]> {
    return this.source.query(
      `SELECT * FROM (SELECT ${PROPOSAL_COLUMNS} FROM proposal p
         WHERE ($1::text IS NULL OR p.customer_id = $1) AND ($2::text IS NULL OR p.kind = $2)
           AND ($3::bigint IS NULL OR p.id < $3)) q
       WHERE $4::text IS NULL OR CASE WHEN $4 = 'ended' THEN q.state <> 'waiting' ELSE q.state = $4 END
       ORDER BY q.id DESC LIMIT $5`,
      [scope, kind, after, state, limit],
    );
  }

  /** Fault: NOT_FOUND, also for another customer's. */
  one(id: string, scope: CustomerScope): Promise<StoredProposal> {
    return byId(this.source.manager, id, scope);
  }

  /**
   * Ends a waiting proposal in one transaction with what `decide` does through the source that it is given. Whoever
   * comes second is told that it has ended, or is being decided. Faults: NOT_FOUND, PROPOSAL_ENDED, those of `decide`;
   * after a fault nothing has changed.
   */
  end(
    id: string,
    scope: CustomerScope,
    decide: (source: DataSource, proposal: StoredProposal) => Promise<ProposalEnd>,
  ): Promise<StoredProposal> {
    return this.source.transaction(async (manager) => {
      const [locked] = (await manager.query('SELECT id FROM proposal WHERE id = $1 FOR UPDATE SKIP LOCKED', [
        id,
      ])) as unknown[];
      const proposal = await byId(manager, id, scope);
      if (locked === undefined) throw new Fault('PROPOSAL_ENDED', 'somebody else is deciding about it at this moment');
      if (proposal.state !== 'waiting') throw new Fault('PROPOSAL_ENDED', endedText(proposal));
      await endProposal(manager, proposal, await decide(inside(manager), proposal));
      return byId(manager, id, scope);
    });
  }
}

function endedText({ state, endedBy, endedAt, expiresAt }: StoredProposal): string {
  if (state === 'expired') return `it expired at ${expiresAt.toISOString()}`;
  return `it was ${state === 'outdated' ? 'found void' : state} by ${endedBy ?? '?'} at ${endedAt?.toISOString() ?? '?'}`;
}

async function byId(manager: EntityManager, id: string, scope: CustomerScope): Promise<StoredProposal> {
  const [row] = (await manager.query(
    `SELECT ${PROPOSAL_COLUMNS} FROM proposal p WHERE p.id = $1 AND ($2::text IS NULL OR p.customer_id = $2)`,
    [id, scope],
  )) as StoredProposal[];
  if (row === undefined) throw new Fault('NOT_FOUND', `there is no proposal ${id}`);
  return row;
}

async function waitingLike(manager: EntityManager, { by, likeness }: NewProposal): Promise<StoredProposal | undefined> {
  const rows = (await manager.query(
    `SELECT ${PROPOSAL_COLUMNS} FROM proposal p WHERE p.principal = $1 AND p.likeness = $2 AND p.state = 'waiting'`,
    [by.principal, likeness],
  )) as StoredProposal[];
  return rows[0];
}

async function requireRoom(manager: EntityManager, { by, request }: NewProposal): Promise<void> {
  const [{ n, bytes }] = (await manager.query(
    `SELECT count(*)::int AS n, coalesce(sum(octet_length(request::text)), 0)::float8 AS bytes
     FROM proposal WHERE principal = $1 AND state = 'waiting'`,
    [by.principal],
  )) as [{ n: number; bytes: number }];
  if (n >= PROPOSAL_LIMITS.waiting) throw new Fault('PROPOSAL_LIMIT', `${String(n)} proposals of yours wait already`);
  if (bytes + Buffer.byteLength(JSON.stringify(request)) > PROPOSAL_LIMITS.bytes)
    throw new Fault('PROPOSAL_LIMIT', 'imports that you proposed and that wait already take all the room there is');
}
