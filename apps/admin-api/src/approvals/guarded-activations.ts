import type { DataSource, GuardStanding, SnapshotSteering, StoredProposal } from '@pksn/store-postgres';
import { Feeds, Judgements } from '@pksn/store-postgres';
import { snapshotView } from '../packages/import-view';
import type { Act, Json } from './act';

export type GuardedRequest =
  | { readonly act: 'activate'; readonly snapshotId: number; readonly reason: string | null }
  | {
      readonly act: 'revert';
      readonly feed: string;
      readonly to: number | null;
      readonly from: number | null;
      readonly reason: string;
    };

/** Steps of a feed that pass a guard: forward, or back to what was activated past one. */
export class GuardedActivations implements Act {
  readonly kind = 'snapshot.activate-guarded';
  readonly roles = ['operator', 'administrator'] as const;

  constructor(private readonly steering: (source: DataSource) => SnapshotSteering) {}

  async basis(source: DataSource, asked: Json): Promise<Json> {
    const request = asked as unknown as GuardedRequest;
    const steering = this.steering(source);
    const standing: GuardStanding =
      request.act === 'activate'
        ? await steering.activationStanding(request.snapshotId, request.reason)
        : await steering.reversalStanding(request.feed, request);
    return { ...standing };
  }

  async perform(source: DataSource, { request: asked, basis, proposedBy: actor }: StoredProposal): Promise<Json> {
    const request = asked as unknown as GuardedRequest;
    const expected = basis as unknown as GuardStanding;
    const { reason } = request;
    const steering = this.steering(source);
    if (request.act === 'revert')
      return { ...(await steering.revert(request.feed, request, { actor, reason: request.reason }, expected)) };
    return { generation: await steering.activate(request.snapshotId, actor, reason, expected) };
  }

  async view(source: DataSource, { request: asked, basis }: StoredProposal): Promise<Json> {
    const { act, reason } = asked as unknown as GuardedRequest;
    const { snapshotId, guard } = basis as unknown as GuardStanding;
    const { preview, trips, guardReason } = await new Judgements(source).of(snapshotId);
    const snapshot = snapshotView(await new Feeds(source).snapshot(snapshotId));
    return { act, reason, guard, snapshot, guardNow: guardReason, trips, preview };
  }
}
