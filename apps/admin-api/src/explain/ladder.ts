import type { ObjectType } from '@pksn/domain';
import type { Opinion } from '@pksn/reputation-index';
import type { KeptSnapshot, ListedOverride } from '@pksn/store-postgres';
import type { VerdictView } from './answer-view';
import { verdictView } from './answer-view';

export type Layer = 'customer-override' | 'provider-override' | 'feed' | 'nothing';
/** `weaker-hash`: green, but of a hash that can be collided, and so not taken. */
export type Outcome = 'decides' | 'outranked' | 'weaker-hash' | 'silent';

/** One source in the order in which they are asked, and what became of what it says. */
export interface Rung {
  readonly code: `${Layer}-${Outcome}`;
  readonly layer: Layer;
  readonly outcome: Outcome;
  readonly says: VerdictView | null;
  /** Id of the override. */
  readonly override?: number;
  readonly feed?: string;
  readonly version?: number;
  readonly priority?: number;
  /** Since when this snapshot has been live. */
  readonly liveSince?: string | null;
  /** How much of this kind of object the feed claims to know. */
  readonly covers?: 'full' | 'partial' | 'none';
}

export interface LayerFeed {
  readonly snapshot: KeptSnapshot;
  readonly priority: number;
}

export interface LadderSources {
  readonly owners: readonly ('customer' | 'provider')[];
  readonly feeds: readonly LayerFeed[];
  readonly rowOf: (opinion: Opinion) => ListedOverride | null;
}

/** From the first source that is asked to grey, which is the answer where none knows the object. */
export function ladderOf(said: readonly (Opinion | null)[], type: ObjectType, sources: LadderSources): Rung[] {
  const deciding = said.findIndex((one) => one !== null && !one.isOfWeakerHash);
  const rungs = said.map((opinion, i): Rung => {
    const says = opinion === null ? null : verdictView(opinion.verdict, opinion.matched, type);
    const outcome = opinion === null ? 'silent' : outcomeOf(opinion, i === deciding);
    const owner = sources.owners[i];
    if (owner !== undefined) {
      const row = opinion === null ? null : sources.rowOf(opinion);
      return { ...rung(`${owner}-override`, outcome, says), ...(row === null ? {} : { override: Number(row.id) }) };
    }
    const { snapshot, priority } = sources.feeds[i - sources.owners.length] as LayerFeed;
    return {
      ...rung('feed', outcome, says),
      feed: snapshot.feed,
      version: snapshot.version,
      priority,
      liveSince: snapshot.activatedAt?.toISOString() ?? null,
      covers: snapshot.manifest.coverage[type],
    };
  });
  return [...rungs, rung('nothing', deciding < 0 ? 'decides' : 'outranked', null)];
}

function outcomeOf(opinion: Opinion, decides: boolean): Outcome {
  if (opinion.isOfWeakerHash) return 'weaker-hash';
  return decides ? 'decides' : 'outranked';
}

function rung(layer: Layer, outcome: Outcome, says: VerdictView | null): Rung {
  return { code: `${layer}-${outcome}`, layer, outcome, says };
}
