import { createHash } from 'node:crypto';
import { Fault } from '@pksn/domain';
import type { DataSource, FourEyesRules, FourEyesSettings, ProposalKind, Proposer } from '@pksn/store-postgres';
import { Proposals } from '@pksn/store-postgres';
import type { Act, Json } from './act';
import { WaitingProposal } from './waiting-proposal';

export interface ProposalOrder {
  readonly kind: ProposalKind;
  readonly subject: string;
  readonly customerId?: string | null;
  readonly request: Json;
  /** Of the whole request, if left out. */
  readonly likeness?: Buffer;
  /** For the audit log: no values of objects. */
  readonly noted: Json;
}

/** Whether an act needs two people, and what becomes of it then. */
export class FourEyes {
  constructor(
    private readonly source: DataSource,
    private readonly settings: FourEyesSettings,
    private readonly acts: readonly Act[],
  ) {}

  async asks(rule: Exclude<keyof FourEyesRules, 'days'>): Promise<boolean> {
    return (await this.settings.read())[rule];
  }

  act(kind: ProposalKind): Act {
    const act = this.acts.find((one) => one.kind === kind);
    if (act === undefined) throw new Fault('NOT_FOUND', `this release cannot do ${kind}`);
    return act;
  }

  /**
   * Keeps it for a second person, by a transaction of `source`; proposed again by the same, it is the same one. Faults: those of the act, PROPOSAL_LIMIT.
   */
  async propose(order: ProposalOrder, by: Proposer, source = this.source): Promise<WaitingProposal> {
    const { kind, request, customerId = null } = order;
    const likeness =
      order.likeness ??
      createHash('sha256')
        .update(JSON.stringify([kind, request]))
        .digest();
    const basis = await this.act(kind).basis(source, request);
    const { proposal } = await new Proposals(source).propose({ ...order, customerId, likeness, basis, by });
    return new WaitingProposal(proposal);
  }
}
