import { Fault } from '@pksn/domain';
import { isFeedName } from '@pksn/signing';
import type { FeedView, SnapshotView } from '../admin/answers';
import { adminGet, adminSend, pathOf } from '../admin/call';
import type { Session } from '../session';

interface Released {
  readonly live: { readonly generation: number; readonly version: number } | null;
}

/** Ends what a reversal has set, and says what goes on waiting. */
export async function release(session: Session, feed: string, options: { reason?: string }): Promise<void> {
  if (!isFeedName(feed)) throw new Fault('USAGE', `"${feed}" is not a feed name: NAME/FEED`);
  const path = `feeds/${pathOf(...feed.split('/'))}`;
  const { pinned, version } = await adminGet<FeedView>(session, path);
  const { live } = await adminSend<Released>(session, 'POST', `${path}/release`, { reason: options.reason });
  const { snapshots } = await adminGet<{ snapshots: SnapshotView[] }>(
    session,
    `snapshots?feed=${encodeURIComponent(feed)}`,
  );
  const held = snapshots.filter(({ state }) => state === 'held');
  session.output.document({ feed, released: pinned, live, held }, () => [
    sentence(feed, pinned, version, live),
    ...held.flatMap(waiting),
  ]);
}

function waiting({ id, version, hold }: SnapshotView): string[] {
  const isGuarded = hold?.kind === 'guard';
  return [
    `version ${version} waits further on (${hold?.reason ?? 'held'}): pksn snapshot activate ${id}${isGuarded ? ' --reason TEXT' : ''}`,
    ...(isGuarded
      ? ['  it is compared anew with what is live, and goes live by itself when no guard trips any longer']
      : []),
  ];
}

function sentence(feed: string, pinned: boolean, version: number | null, live: Released['live']): string {
  if (!pinned) return `${feed} was not pinned; nothing was changed`;
  if (live === null) return `${feed} is released and stays at version ${version ?? '?'}: nothing newer waited for that`;
  return `${feed} is released and answers from version ${live.version} in generation ${live.generation}`;
}
