import { Fault } from '@pksn/domain';
import { isFeedName } from '@pksn/signing';
import type { FeedView } from '../admin/answers';
import { adminGet, adminSend, pathOf } from '../admin/call';
import type { Session } from '../session';

interface Reverted {
  readonly generation: number;
  readonly snapshotId: number;
  readonly version: number;
  readonly from: number;
}

/** Goes back from the version that it sees to be live, so that a lost answer and a second try go back once. */
export async function revert(session: Session, feed: string, options: { to?: number; reason?: string }): Promise<void> {
  if (!isFeedName(feed)) throw new Fault('USAGE', `"${feed}" is not a feed name: NAME/FEED`);
  const path = `feeds/${pathOf(...feed.split('/'))}`;
  const { version } = await adminGet<FeedView>(session, path);
  const body = { to: options.to, from: version ?? undefined, reason: options.reason };
  const done = await adminSend<Reverted>(session, 'POST', `${path}/revert`, body);
  session.output.document({ feed, ...done }, () => [
    `${feed} went back from version ${done.from} to ${done.version} in generation ${done.generation}`,
    `it is pinned: newer packages are held until pksn feed release ${feed}`,
  ]);
}
