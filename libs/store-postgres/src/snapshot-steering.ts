import { Fault, parseActivation } from '@pksn/domain';
import type { FeedStanding, RecheckedSnapshot, Reversal, SnapshotStanding } from '@pksn/ingest';
import {
  dueSnapshot,
  escapesGuards,
  guardOf,
  holdFor,
  leftBehind,
  releaseOf,
  requireActivatable,
  requireSeenByGuards,
  reversalOf,
} from '@pksn/ingest';
import type { DataSource, EntityManager } from 'typeorm';
import type { LiveStep } from './activation';
import { makeLive, trustedSnapshot } from './activation';
import { recordAudit } from './audit-log';
import type { NextGeneration } from './generations';
import { planGeneration } from './generations';
import type { GuardStanding } from './guard-standing';
import { forwardStanding, requireSame, reversalStanding } from './guard-standing';
import { freeHeirs, holdSnapshot, passBy } from './holds';
import { pinFeed, unpinFeed } from './pins';
import { recallSnapshot } from './snapshot-recall';
import { readStanding, standingById } from './standing';

/** Looks at the files of a snapshot before it goes live after a while. Fault: SNAPSHOT_DAMAGED. */
export type SnapshotCheck = (snapshot: RecheckedSnapshot) => Promise<void>;

export interface WentLive {
  readonly generation: number;
  readonly snapshotId: number;
  readonly version: number;
}

export interface Reverted extends WentLive {
  /** The version that was left. */
  readonly from: number;
}

/** How often a step is tried again because the snapshot that was looked at is another one now, or has other runs. */
const TRIES = 3;

/**
 * What people decide about snapshots, and what the hour decides. Each step is one transaction and one generation row;
 * what goes live is looked at first, and the decision is made anew under the lock. Nothing here touches overrides,
 * licenses, revocations, or the version floor of a feed.
 */
export class SnapshotSteering {
  constructor(
    private readonly source: DataSource,
    private readonly check: SnapshotCheck,
    /** Milliseconds since 1970. */
    private readonly now: () => number,
  ) {}

  /**
   * A person makes a snapshot live, and so decides for what it builds on; what waited for nothing but that follows by
   * itself (`heirsOf`). `reason` null: none was given. A pinned feed stays pinned. `expected`: what was decided on; when
   * it has moved, nothing is done. Faults: NOT_FOUND, IMPORT_STATE, SNAPSHOT_REASON, SNAPSHOT_DAMAGED, PACKAGE_UNTRUSTED.
   */
  async activate(snapshotId: number, actor: string, reason: string | null, expected?: GuardStanding): Promise<number> {
    const feed = await this.feedOf(snapshotId);
    const choose = (standing: FeedStanding): SnapshotStanding => {
      const one = standingById(standing, snapshotId);
      requireActivatable(standing, one, reason);
      requireSame(forwardStanding(standing, one), expected);
      return one;
    };
    const why = { actor, reason: reason ?? 'activated by hand', action: 'snapshot.activated' } as const;
    const live = await this.step(feed, choose, (manager, plan, standing, one) => {
      const overruled = guardOf(standing, one);
      return this.goForward(manager, plan, standing, one, { ...why, detail: overruled === null ? {} : { overruled } });
    });
    return live.generation;
  }

  /** What guards say of activating a snapshot now. Faults: NOT_FOUND, IMPORT_STATE, SNAPSHOT_REASON. */
  async activationStanding(snapshotId: number, reason: string | null): Promise<GuardStanding> {
    const standing = await readStanding(this.source.manager, await this.feedOf(snapshotId));
    const one = standingById(standing, snapshotId);
    requireActivatable(standing, one, reason);
    return forwardStanding(standing, one);
  }

  /** The same of going back. Faults: those of `reversalOf`. */
  async reversalStanding(feed: string, asked: { to: number | null; from: number | null }): Promise<GuardStanding> {
    const standing = await readStanding(this.source.manager, feed);
    return reversalStanding(standing, reversalOf(standing, asked).to);
  }

  /** A person keeps a waiting snapshot from going live by itself. Faults: NOT_FOUND, IMPORT_STATE. */
  async hold(snapshotId: number, actor: string, reason: string): Promise<void> {
    const feed = await this.feedOf(snapshotId);
    await this.source.transaction(async (manager) => {
      await planGeneration(manager);
      const { state, holdKind, activateAt } = standingById(await readStanding(manager, feed), snapshotId);
      if (state !== 'held' || holdKind === 'guard') {
        const found = state === 'held' ? 'held by a guard' : state;
        throw new Fault(
          'IMPORT_STATE',
          `the snapshot is ${found}; what waits for an hour, a base or a pin can be held`,
        );
      }
      await holdSnapshot(manager, snapshotId, holdFor('asked', reason));
      await recordAudit(manager, {
        actor,
        action: 'snapshot.held',
        subject: feed,
        detail: { snapshotId, reason, before: { holdKind, activateAt } },
      });
    });
  }

  /** Whom going back would leave, and whom it would go back to; changes nothing. Faults: those of `reversalOf`. */
  async reversal(feed: string, to: number | null): Promise<Reversal & Pick<FeedStanding, 'guardRevision'>> {
    const standing = await readStanding(this.source.manager, feed);
    return { ...reversalOf(standing, { to, from: null }), guardRevision: standing.guardRevision };
  }

  /**
   * Goes back to a version that was live before, and pins the feed. `expected` as for `activate`. Faults: those of
   * `reversalOf`, SNAPSHOT_DAMAGED, PACKAGE_UNTRUSTED; none changes anything.
   */
  async revert(
    feed: string,
    asked: { to: number | null; from: number | null },
    why: { actor: string; reason: string },
    expected?: GuardStanding,
  ): Promise<Reverted> {
    return this.step(
      feed,
      (standing) => {
        const { to } = reversalOf(standing, asked);
        requireSame(reversalStanding(standing, to), expected);
        return to;
      },
      async (manager, plan, standing, { id }) => {
        const { from, to } = reversalOf(standing, asked);
        const snapshot = await trustedSnapshot(manager, id);
        const reason = `${feed} went back from version ${String(from.version)} to ${String(to.version)}: ${why.reason}`;
        const overruled = to.guardReason === null ? {} : { overruled: to.guardReason };
        const detail = { from: from.version, ...overruled };
        const step = { actor: why.actor, reason, action: 'feed.reverted', detail } as const;
        const generation = await makeLive(manager, plan, snapshot, step);
        await pinFeed(manager, feed, why);
        return { generation, snapshotId: id, version: to.version, from: from.version };
      },
    );
  }

  /**
   * Takes the pin off a feed, and makes the newest snapshot live that nothing but the pin, or an hour, kept waiting.
   * Null: there is none, or the feed is not pinned. Faults: NOT_FOUND, IMPORT_STATE when guards have still to look at that
   * snapshot, SNAPSHOT_DAMAGED, PACKAGE_UNTRUSTED.
   */
  async release(feed: string, why: { actor: string; reason: string }): Promise<WentLive | null> {
    const choose = (standing: FeedStanding): SnapshotStanding | null =>
      standing.pinned ? releaseOf(standing).to : null;
    return this.step(feed, choose, async (manager, plan, standing, one) => {
      if (!standing.pinned) return null;
      if (one !== null) requireSeenByGuards(standing, one);
      for (const { id, hold } of releaseOf(standing).stillHeld) await holdSnapshot(manager, id, hold);
      await unpinFeed(manager, feed);
      const released = { ...standing, pinned: false };
      if (one !== null) return this.goForward(manager, plan, released, one, { ...why, action: 'feed.released' });
      await recordAudit(manager, {
        actor: why.actor,
        action: 'feed.released',
        subject: feed,
        detail: { reason: why.reason },
      });
      return null;
    });
  }

  /** Feeds of which something waits for an hour that has come. `now` in milliseconds. */
  async due(now: number): Promise<string[]> {
    const rows = (await this.source.query(
      `SELECT DISTINCT s.feed FROM snapshot s JOIN feed f ON f.name = s.feed
       WHERE s.state = 'held' AND s.hold_kind = 'policy' AND s.activate_at <= $1 AND NOT f.pinned ORDER BY s.feed`,
      [new Date(now)],
    )) as { feed: string }[];
    return rows.map(({ feed }) => feed);
  }

  /** Makes live what is due of a feed; null when nothing is, or guards have still to look at it. Faults: SNAPSHOT_DAMAGED, PACKAGE_UNTRUSTED. */
  activateDue(feed: string, now: number): Promise<WentLive | null> {
    return this.step(
      feed,
      (standing) => dueSnapshot(standing, now),
      (manager, plan, standing, one) =>
        one === null || escapesGuards(standing, one)
          ? Promise.resolve(null)
          : this.goForward(manager, plan, standing, one, {
              actor: 'import-worker',
              reason: ripeReason(standing),
              action: 'snapshot.activated',
            }),
    );
  }

  private async goForward(
    manager: EntityManager,
    plan: NextGeneration,
    standing: FeedStanding,
    one: SnapshotStanding,
    live: LiveStep,
  ): Promise<WentLive> {
    const snapshot = await trustedSnapshot(manager, one.id);
    await passBy(manager, leftBehind(standing, one), one.version);
    await freeHeirs(manager, standing, one, this.now());
    const generation = await makeLive(manager, plan, snapshot, live);
    return { generation, snapshotId: one.id, version: one.version };
  }

  /** Chooses, looks at what was chosen, and takes the step under the lock if the choice and its runs are still the same. */
  private async step<Chosen extends SnapshotStanding | null, Done>(
    feed: string,
    choose: (standing: FeedStanding) => Chosen,
    take: (manager: EntityManager, plan: NextGeneration, standing: FeedStanding, chosen: Chosen) => Promise<Done>,
  ): Promise<Done> {
    for (let n = 1; ; n++) {
      const chosen = choose(await readStanding(this.source.manager, feed));
      const looked = chosen === null ? null : await recallSnapshot(this.source.manager, chosen.id);
      if (looked !== null) await this.check(looked);
      const outcome = await this.source.transaction(async (manager) => {
        const plan = await planGeneration(manager);
        const standing = await readStanding(manager, feed);
        const now = choose(standing);
        const same = now?.id === chosen?.id && (looked === null || (await hasRuns(manager, looked)));
        return same ? { done: await take(manager, plan, standing, now) } : null;
      });
      if (outcome !== null) return outcome.done;
      if (n === TRIES) throw new Fault('IMPORT_STATE', `the snapshots of ${feed} change too fast; try again`);
    }
  }

  private async feedOf(snapshotId: number): Promise<string> {
    const [row] = (await this.source.query('SELECT feed FROM snapshot WHERE id = $1', [snapshotId])) as {
      feed: string;
    }[];
    if (row === undefined) throw new Fault('NOT_FOUND', `there is no snapshot ${String(snapshotId)}`);
    return row.feed;
  }
}

/** Folding gives a snapshot other runs, which nobody looked at. */
async function hasRuns(manager: EntityManager, { id, runs }: RecheckedSnapshot): Promise<boolean> {
  const rows = (await manager.query('SELECT 1 FROM snapshot WHERE id = $1 AND runs = $2::bigint[]', [
    id,
    runs,
  ])) as unknown[];
  return rows.length > 0;
}

/** Why something goes live by itself: its hour came, or, in a feed without hours, what kept it waiting no longer does. */
function ripeReason({ feed, activation }: FeedStanding): string {
  const isDaily = parseActivation(activation).kind === 'daily';
  return isDaily ? `the hour of ${feed} came` : `nothing keeps ${feed} waiting any longer`;
}
