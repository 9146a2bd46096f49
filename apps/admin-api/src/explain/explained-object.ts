import type { SourcedRestriction } from '@pksn/domain';
import type { AskedView, CustomerScope, KeptSnapshot, ListedOverride, LiveFeed } from '@pksn/store-postgres';
import { overrideView } from '../overrides/override-view';
import { verdictView } from './answer-view';
import type { AskedObject } from './asked-object';
import type { LayerFeed, Rung } from './ladder';
import { ladderOf } from './ladder';
import type { OverrideBook } from './override-book';
import type { Said } from './said';

export interface ExplainedBy {
  readonly view: AskedView;
  readonly live: readonly LiveFeed[];
  readonly scope: CustomerScope;
  readonly snapshots: ReadonlyMap<number, KeptSnapshot>;
  readonly overrides: OverrideBook;
  readonly restriction: SourcedRestriction | null;
}

/** Everything about one object but what it was before. */
export function explainedObject({ asked, target }: AskedObject, said: Said, by: ExplainedBy): object {
  const { finding } = said;
  const ladder = ladderOf(said.opinions, asked.type, {
    owners: by.view.customerId === null ? ['provider'] : ['customer', 'provider'],
    feeds: by.live.map(
      (feed) => ({ snapshot: by.snapshots.get(feed.snapshotId), priority: feed.priority }) as LayerFeed,
    ),
    rowOf: ({ verdict }) => by.overrides.rowOf(verdict.source),
  });
  const hashes = Object.fromEntries(
    Object.entries(finding.hashes as Readonly<Record<string, Buffer>>).map(([kind, hash]) => [
      kind,
      hash.toString('hex'),
    ]),
  );
  return {
    object: named(target.object),
    asked: askedFor(asked),
    answer: { ...verdictView(finding, finding.matched, asked.type), hashes, source: finding.source },
    ladder,
    overrides: by.overrides
      .named(said.names)
      .filter((row) => mayBeSeen(row, by))
      .sort((a, b) => Number(b.id) - Number(a.id))
      .map((row) => ({ ...overrideView(row, by.scope), effect: effectOf(row, ladder, by) })),
    restriction: by.restriction === null ? null : { ...by.restriction },
  };
}

/** As a person names it: a domain is kept as the expression that is looked up. */
function named(object: Record<string, unknown>): Record<string, unknown> {
  const { domain } = object;
  return typeof domain === 'string' ? { ...object, domain: domain.replace(/\/$/, '') } : object;
}

/** Under which names it is looked for, the most specific first. */
function askedFor({ question }: AskedObject['asked']): string[] {
  switch (question.type) {
    case 'url':
    case 'domain':
      return [...question.expressions];
    case 'file':
    case 'certificate':
      return [`${question.hashKind}:${question.key.toString('hex')}`];
    default:
      return [];
  }
}

/** A customer is shown its own, and of the provider's what counts for its endpoints now. */
function mayBeSeen(row: ListedOverride, { scope, view }: ExplainedBy): boolean {
  if (scope === null) return row.customerId === null || row.customerId === view.customerId || row.removedIn === null;
  return row.customerId === scope || (row.customerId === null && row.removedIn === null);
}

type Effect = Rung['outcome'] | 'ended' | 'other-customer' | 'wider';

/** `wider`: its owner says something more specific of the object. */
function effectOf(row: ListedOverride, ladder: readonly Rung[], { view }: ExplainedBy): Effect {
  if (row.removedIn !== null) return 'ended';
  if (row.customerId !== null && row.customerId !== view.customerId) return 'other-customer';
  return ladder.find((rung) => rung.override === Number(row.id))?.outcome ?? 'wider';
}
