import type { Asked } from '@pksn/lookup';
import type { FeedSource, Finding, VerdictSource } from '@pksn/reputation-index';
import { answer } from '@pksn/reputation-index';
import type { CustomerScope, ListedOverride, PastGeneration } from '@pksn/store-postgres';
import { actorSeenBy } from '../auth/actor-name';
import type { VerdictView } from './answer-view';
import { verdictView } from './answer-view';
import { EXPLAIN_LIMITS } from './explain-limits';

/** Why nothing older is told: it is not kept, its snapshots are not, or there is too much of it. */
export type HistoryEnd = 'generations' | 'snapshots' | 'limit';

/** The generations that are answered from anew, newest first, each with what one view sees of it. */
export interface PastStretch {
  readonly generations: readonly PastGeneration[];
  readonly end: HistoryEnd;
}

export interface PastSources {
  overrides(generation: number): readonly VerdictSource[];
  feed(snapshotId: number): FeedSource;
  /** Those that were ever set for keys of the object, of the owners in view. */
  readonly rows: readonly ListedOverride[];
  readonly scope: CustomerScope;
}

/** What happened in a generation: with an override of the object, or with a feed. */
interface Cause {
  readonly kind: string;
  readonly [fact: string]: string | number;
}

interface PastAnswer extends VerdictView {
  readonly by: object;
}

/** How one object's answer came to be what it is: its changes, newest first, and what it was before the first of them. */
export function pastAnswers(asked: Asked, stretch: PastStretch, sources: PastSources): object {
  const ascending = [...stretch.generations].reverse();
  const [first] = ascending;
  if (first === undefined) return { since: null, steps: [], end: stretch.end };
  const answerIn = ({ number, feeds }: PastGeneration): Finding =>
    answer(
      asked.question,
      sources.overrides(number),
      feeds.map(({ snapshotId }) => sources.feed(snapshotId)),
    );
  const { type } = asked;
  const told = (finding: Finding): PastAnswer => ({
    ...verdictView(finding, finding.matched, type),
    by: finding.source,
  });
  let before = answerIn(first);
  const oldest = { ...placeOf(first), answer: told(before) };
  const steps: object[] = [];
  for (let i = 1; i < ascending.length; i++) {
    const generation = ascending[i] as PastGeneration;
    const after = answerIn(generation);
    if (!isSame(before, after)) {
      const causes = causesOf(ascending[i - 1] as PastGeneration, generation, sources);
      const { scope } = sources;
      steps.unshift({
        ...placeOf(generation),
        from: told(before),
        to: told(after),
        causes,
        actor: actorSeenBy(scope, generation.actor),
        reason: scope === null ? generation.reason : null,
      });
    }
    before = after;
  }
  const shown = steps.slice(0, EXPLAIN_LIMITS.steps);
  return { since: oldest, steps: shown, end: shown.length < steps.length ? 'limit' : stretch.end };
}

const placeOf = ({ number, createdAt }: PastGeneration): object => ({
  generation: number,
  at: createdAt.toISOString(),
});

/** A newer version of the feed that says the same is no change; another feed that does, is. */
function isSame(a: Finding, b: Finding): boolean {
  return (
    a.zone === b.zone &&
    a.threat === b.threat &&
    a.product === b.product &&
    a.trustGroup === b.trustGroup &&
    a.matched === b.matched &&
    JSON.stringify(whose(a)) === JSON.stringify(whose(b))
  );
}

function whose({ source }: Finding): object {
  return source.kind === 'feed' ? { feed: source.feed } : source;
}

/** What made the generation another one than that before, as far as it can bear on the object. */
function causesOf(before: PastGeneration, after: PastGeneration, { rows }: PastSources): Cause[] {
  const overrides = rows.flatMap((row): Cause[] => {
    const owner = row.customerId === null ? 'provider' : 'customer';
    if (row.addedIn === after.number)
      return [{ kind: 'override-set', owner, override: Number(row.id), zone: row.zone }];
    if (row.removedIn !== after.number || row.ended === 'replaced') return [];
    return [
      { kind: row.ended === 'expired' ? 'override-expired' : 'override-removed', owner, override: Number(row.id) },
    ];
  });
  const feeds = after.feeds.flatMap((now): Cause[] => {
    const then = before.feeds.find(({ feed }) => feed === now.feed);
    const { feed, version } = now;
    if (then === undefined) return [{ kind: 'feed-live', feed, version }];
    if (then.snapshotId !== now.snapshotId) {
      const kind = version < then.version ? 'reverted' : 'activated';
      return [{ kind, feed, from: then.version, version }];
    }
    return then.priority === now.priority ? [] : [{ kind: 'priority', feed, from: then.priority, to: now.priority }];
  });
  const gone = before.feeds.flatMap(({ feed, version }) =>
    after.feeds.some((now) => now.feed === feed) ? [] : [{ kind: 'feed-gone', feed, version }],
  );
  return [...overrides, ...feeds, ...gone];
}
