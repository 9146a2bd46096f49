import { Fault } from '@pksn/domain';
import type { DataSource, Proposals, Proposer, StoredProposal } from '@pksn/store-postgres';
import { isProposer, proposerStands } from '@pksn/store-postgres';
import { cursorOf, placeOf } from '../cursor';
import type { Act, Json } from './act';
import type { FourEyes } from './four-eyes';
import type { ProposalsQuery } from './proposal-requests';
import { proposalView } from './proposal-view';

/** Kinds of faults by which an act says that what it was judged on is not there any longer. */
const MOVED = ['absent', 'conflict'];

/** What waits for a second person, and what people decide about it. */
export class ProposalDesk {
  constructor(
    private readonly source: DataSource,
    private readonly proposals: Proposals,
    private readonly eyes: FourEyes,
  ) {}

  /** Newest first. Fault: REQUEST_MALFORMED. */
  async page({ state, kind, cursor, limit }: ProposalsQuery, by: Proposer): Promise<object> {
    const after = cursor === undefined ? null : idOf(cursor);
    const rows = await this.proposals.page(
      { scope: by.customerId, state: state ?? null, kind: kind ?? null },
      after,
      limit + 1,
    );
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return {
      proposals: shown.map((one) => proposalView(one, this.eyes.act(one.kind), by)),
      next: last === undefined ? null : cursorOf([last.id]),
    };
  }

  /** With all that a second person must see, as it is now; `void`: why it cannot be approved as things are. Fault: NOT_FOUND. */
  async one(id: number, by: Proposer): Promise<object> {
    const proposal = await this.proposals.one(String(id), by.customerId);
    return this.shown(proposal, by);
  }

  /**
   * Does what was proposed, once, whoever else approves at the same time. Faults: NOT_FOUND, ADMIN_FORBIDDEN,
   * PROPOSAL_OWN, PROPOSAL_ENDED, PROPOSAL_OUTDATED, and those of the act, after which it waits on.
   */
  async approve(id: number, reason: string | null, by: Proposer): Promise<object> {
    const decide = async (source: DataSource, proposal: StoredProposal): ReturnType<DecideApproval> => {
      const act = await this.actFor(source, proposal, by);
      await requireUnmoved(source, proposal, act);
      return { state: 'approved', by: by.name, reason, result: await act.perform(source, proposal) };
    };
    try {
      return await this.shown(await this.proposals.end(String(id), by.customerId, decide), by);
    } catch (error) {
      if (error instanceof Fault && error.code === 'PROPOSAL_OUTDATED') await this.void(id, error.detail, by);
      throw error;
    }
  }

  /** Faults: NOT_FOUND, ADMIN_FORBIDDEN, PROPOSAL_OWN, PROPOSAL_ENDED. */
  async refuse(id: number, reason: string, by: Proposer): Promise<object> {
    const ended = await this.proposals.end(String(id), by.customerId, async (source, proposal) => {
      await this.actFor(source, proposal, by);
      return { state: 'refused', by: by.name, reason, result: null };
    });
    return this.shown(ended, by);
  }

  /** By whoever proposed it. Faults: NOT_FOUND, ADMIN_FORBIDDEN, PROPOSAL_ENDED. */
  async withdraw(id: number, reason: string | null, by: Proposer): Promise<object> {
    const ended = await this.proposals.end(String(id), by.customerId, async (_source, { principal }) => {
      if (principal !== by.principal)
        throw new Fault('ADMIN_FORBIDDEN', 'somebody else proposed it; it can be refused');
      return { state: 'withdrawn', by: by.name, reason, result: null };
    });
    return this.shown(ended, by);
  }

  /** The act, for somebody who may decide about it. Faults: PROPOSAL_OWN, ADMIN_FORBIDDEN. */
  private async actFor(source: DataSource, proposal: StoredProposal, by: Proposer): Promise<Act> {
    const act = this.eyes.act(proposal.kind);
    if (await isProposer(source, proposal, by))
      throw new Fault('PROPOSAL_OWN', 'you proposed it, or whoever made your token, or whose token you made');
    if ((act.roles as readonly string[]).includes(by.role)) return act;
    throw new Fault('ADMIN_FORBIDDEN', `the role ${by.role} may not do this, and so not approve it`);
  }

  private async void(id: number, reason: string, by: Proposer): Promise<void> {
    const end = { state: 'outdated', by: by.name, reason, result: null } as const;
    await this.proposals.end(String(id), by.customerId, () => Promise.resolve(end));
  }

  private async shown(proposal: StoredProposal, by: Proposer): Promise<object> {
    const act = this.eyes.act(proposal.kind);
    const moved = proposal.state === 'waiting' ? await movedText(this.source, proposal, act) : null;
    const detail = await act.view(this.source, proposal, by.customerId).catch(unlessGone);
    return { ...proposalView(proposal, act, by), void: moved, detail };
  }
}

type DecideApproval = Parameters<Proposals['end']>[2];

async function movedText(source: DataSource, proposal: StoredProposal, act: Act): Promise<string | null> {
  try {
    await requireUnmoved(source, proposal, act);
    return null;
  } catch (error) {
    if (error instanceof Fault && error.kind !== 'defect') return error.detail;
    throw error;
  }
}

/** Faults: PROPOSAL_OUTDATED, and those of the act. */
async function requireUnmoved(source: DataSource, proposal: StoredProposal, act: Act): Promise<void> {
  if (!(await proposerStands(source, proposal)))
    throw new Fault('PROPOSAL_OUTDATED', `${proposal.proposedBy}, who proposed it, may not do it any longer`);
  const changed = changedIn(proposal.basis, await basisNow(source, proposal, act));
  if (changed.length > 0) throw new Fault('PROPOSAL_OUTDATED', `another now: ${changed.join(', ')}`);
}

async function basisNow(source: DataSource, { request }: StoredProposal, act: Act): Promise<Json> {
  try {
    return await act.basis(source, request);
  } catch (error) {
    if (!(error instanceof Fault) || !MOVED.includes(error.kind)) throw error;
    throw new Fault('PROPOSAL_OUTDATED', error.detail, { cause: error });
  }
}

/** Names and values of what differs. */
function changedIn(before: Json, after: Json): string[] {
  const names = Object.keys({ ...before, ...after });
  const text = (value: unknown): string => JSON.stringify(value ?? null).slice(0, 200);
  return names
    .filter((name) => JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null))
    .map((name) => `${name} was ${text(before[name])} and is ${text(after[name])}`);
}

function unlessGone(error: unknown): null {
  if (error instanceof Fault && MOVED.includes(error.kind)) return null;
  throw error;
}

/** Fault: REQUEST_MALFORMED. */
function idOf(cursor: string): string {
  const [id = ''] = placeOf(cursor, 1);
  if (/^\d{1,16}$/.test(id)) return id;
  throw new Fault('REQUEST_MALFORMED', 'this cursor is not one of this list');
}
