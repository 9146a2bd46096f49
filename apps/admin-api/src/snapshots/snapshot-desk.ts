import type { GuardStanding, Proposer, SnapshotSteering } from '@pksn/store-postgres';
import type { FourEyes } from '../approvals/four-eyes';
import type { GuardedRequest } from '../approvals/guarded-activations';
import type { RevertBody } from './snapshot-requests';

/** Steps of feeds by people; those past a guard wait for a second person where the rules say so. */
export class SnapshotDesk {
  constructor(
    private readonly steering: SnapshotSteering,
    private readonly eyes: FourEyes,
  ) {}

  /** Faults: those of SnapshotSteering.activate, PROPOSAL_LIMIT. */
  async activate(snapshotId: number, reason: string | null, by: Proposer): Promise<object> {
    if (!(await this.eyes.asks('guardedActivations')))
      return { generation: await this.steering.activate(snapshotId, by.name, reason) };
    const standing = await this.steering.activationStanding(snapshotId, reason);
    if (standing.guard !== null) return this.propose({ act: 'activate', snapshotId, reason }, standing, by);
    return { generation: await this.steering.activate(snapshotId, by.name, reason, standing) };
  }

  /** Faults: those of SnapshotSteering.revert, PROPOSAL_LIMIT. */
  async revert(feed: string, body: RevertBody, by: Proposer): Promise<object> {
    const asked = { to: body.to ?? null, from: body.from ?? null };
    const reason = body.reason ?? 'by hand';
    const why = { actor: by.name, reason };
    if (!(await this.eyes.asks('guardedActivations'))) return this.steering.revert(feed, asked, why);
    const standing = await this.steering.reversalStanding(feed, asked);
    if (standing.guard !== null) return this.propose({ act: 'revert', feed, ...asked, reason }, standing, by);
    return this.steering.revert(feed, asked, why, standing);
  }

  private propose(request: GuardedRequest, standing: GuardStanding, by: Proposer): Promise<object> {
    const { feed, snapshotId, version, guard } = standing;
    const subject = `${feed} version ${String(version)}`;
    const noted = { act: request.act, feed, snapshotId, version, guard };
    return this.eyes.propose({ kind: 'snapshot.activate-guarded', subject, request: { ...request }, noted }, by);
  }
}
