import type { CustomerScope } from '../customer-scope';

export const PROPOSAL_KINDS = [
  'override.green',
  'snapshot.activate-guarded',
  'trust.add',
  'trust.remove',
  'four-eyes.relax',
] as const;
export type ProposalKind = (typeof PROPOSAL_KINDS)[number];

export const PROPOSAL_STATES = ['waiting', 'approved', 'refused', 'withdrawn', 'outdated', 'expired'] as const;
export type ProposalState = (typeof PROPOSAL_STATES)[number];

type Json = Readonly<Record<string, unknown>>;

/** Who proposes or decides. */
export interface Proposer {
  /** As the audit log names it. */
  readonly name: string;
  /** Who stands behind it: the person, also of a token that the person made, or a token of nobody. */
  readonly principal: string;
  /** `person:ID`, or the id of a token. */
  readonly holder: string;
  readonly role: string;
  /** The customer to which it is confined. */
  readonly customerId: CustomerScope;
}

export interface NewProposal {
  readonly kind: ProposalKind;
  /** What it is about, as people read it. */
  readonly subject: string;
  /** Whose override it is; null: the provider's affair. */
  readonly customerId: string | null;
  readonly request: Json;
  /** SHA-256: two proposals of one person that have it in common are one. */
  readonly likeness: Buffer;
  readonly basis: Json;
  /** What the audit log says of it: no values of objects. */
  readonly noted: Json;
  readonly by: Proposer;
}

export interface StoredProposal {
  readonly id: string;
  readonly kind: ProposalKind;
  readonly subject: string;
  readonly customerId: string | null;
  readonly request: Json;
  readonly basis: Json;
  readonly state: ProposalState;
  readonly proposedBy: string;
  readonly principal: string;
  readonly holder: string;
  readonly role: string;
  readonly holderCustomer: CustomerScope;
  readonly proposedAt: Date;
  readonly expiresAt: Date;
  readonly endedAt: Date | null;
  readonly endedBy: string | null;
  readonly endedReason: string | null;
  readonly result: Json | null;
}

/** How a proposal ends. */
export interface ProposalEnd {
  readonly state: Exclude<ProposalState, 'waiting'>;
  readonly by: string;
  readonly reason: string | null;
  readonly result: Json | null;
}

/** Columns of `proposal p` in the shape of StoredProposal; what has expired is shown so before it is written down. */
export const PROPOSAL_COLUMNS = `p.id, p.kind, p.subject, p.customer_id AS "customerId", p.request, p.basis,
  CASE WHEN p.state = 'waiting' AND p.expires_at <= judged_now() THEN 'expired' ELSE p.state END AS state,
  p.proposed_by AS "proposedBy", p.principal, p.holder, p.role, p.holder_customer AS "holderCustomer",
  p.proposed_at AS "proposedAt", p.expires_at AS "expiresAt", p.ended_at AS "endedAt", p.ended_by AS "endedBy",
  p.ended_reason AS "endedReason", p.result`;
