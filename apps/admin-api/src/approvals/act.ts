import type { CustomerScope, DataSource, ProposalKind, StoredProposal } from '@pksn/store-postgres';
import type { Role } from '../auth/roles';

export type Json = Readonly<Record<string, unknown>>;

/** Something that may need two people: how it is judged, done, and shown to whoever decides. */
export interface Act {
  readonly kind: ProposalKind;
  /** Who may do it, and so may approve it. */
  readonly roles: readonly Role[];
  /** What it is judged on now. Faults: those of the act itself, as far as they show before it is done. */
  basis(source: DataSource, request: Json): Promise<Json>;
  /** Does it, in the transaction of `source`; returns what came of it. Faults: those of the act, PROPOSAL_OUTDATED. */
  perform(source: DataSource, proposal: StoredProposal): Promise<Json>;
  /** All that a second person must see, as it is now. */
  view(source: DataSource, proposal: StoredProposal, scope: CustomerScope): Promise<Json>;
}
