import { restrictionsAt } from '@pksn/domain';
import type { RestrictionsInForce } from '@pksn/domain';
import type { KnownFiles } from '@pksn/lookup';
import { restrictingVendors, withLearnt } from '@pksn/lookup';
import type { FeedSource, VerdictSource } from '@pksn/reputation-index';
import { answer, opinions } from '@pksn/reputation-index';
import type {
  AskedView,
  CustomerScope,
  EntityManager,
  KeptSnapshot,
  LiveFeed,
  StandingFacts,
} from '@pksn/store-postgres';
import { FeedRecords, guardsNaming, learntOf, overridesOf } from '@pksn/store-postgres';
import type { AskedObject } from './asked-object';
import { EXPLAIN_LIMITS } from './explain-limits';
import { explainedObject } from './explained-object';
import { OverrideBook } from './override-book';
import { pastAnswers } from './past-answers';
import { keptPast } from './past-stretch';
import { RecordBook } from './record-book';
import type { Said } from './said';
import { settled } from './settled';

export interface Seen {
  readonly view: AskedView;
  /** Names of the feeds in sight; null: all. */
  readonly inSight: ReadonlySet<string> | null;
  /** In the order in which they are asked. */
  readonly live: readonly LiveFeed[];
  readonly facts: StandingFacts;
  readonly scope: CustomerScope;
  readonly now: number;
}

/** The work of one request, in one transaction. */
export class Explaining {
  private readonly records: FeedRecords;
  private readonly overrides = new OverrideBook();
  private knownFrom = 0;

  constructor(
    private readonly manager: EntityManager,
    private readonly seen: Seen,
  ) {
    this.records = new FeedRecords(manager);
  }

  async all(objects: readonly AskedObject[], withHistory: boolean): Promise<object[]> {
    const { live } = this.seen;
    const snapshots = new Map(
      (await this.records.snapshots(live.map(({ snapshotId }) => snapshotId))).map((one) => [one.id, one]),
    );
    const said = await this.said(objects, snapshots);
    const guards =
      this.seen.scope === null
        ? await guardsNaming(
            this.manager,
            objects.map(({ target }) => target),
          )
        : null;
    const history = withHistory ? await this.history(objects, said) : null;
    const known = await this.learnt(said);
    const restrictions = this.restrictions(snapshots);
    return objects.map((object, i) => {
      const one = said[i] as Said;
      return {
        ...explainedObject(
          object,
          { ...one, finding: withLearnt(known, object.asked.question, one.finding) },
          {
            ...this.seen,
            snapshots,
            overrides: this.overrides,
            restriction: restrictions.deciding[object.asked.type],
          },
        ),
        guards: guards === null ? null : (guards[i] ?? []),
        history: history === null ? null : history[i],
      };
    });
  }

  private async said(objects: readonly AskedObject[], snapshots: ReadonlyMap<number, KeptSnapshot>): Promise<Said[]> {
    const book = new RecordBook(snapshots);
    const feeds = this.seen.live.map(({ snapshotId }) => book.feedOf(snapshotId));
    const owners = this.ownersIn(null);
    return settled(
      objects.map(({ asked: { question } }) => () => {
        const { result, names } = this.overrides.noted(() => opinions(question, owners, feeds));
        return { opinions: result, finding: answer(question, owners, feeds), names };
      }),
      () => this.fetch(book),
    );
  }

  /** The customer's, then the provider's; those that counted in a generation, or (null) that are in force. */
  private ownersIn(generation: number | null): VerdictSource[] {
    const { customerId } = this.seen.view;
    const own = customerId === null ? [] : [this.overrides.of(customerId, generation)];
    return [...own, this.overrides.of(null, generation)];
  }

  private async fetch(book: RecordBook): Promise<boolean> {
    const { view, scope } = this.seen;
    const owners = { customerId: view.customerId, all: scope === null };
    const moreOverrides = await this.overrides.fetch(async (keys) => {
      const { rows, knownFrom } = await overridesOf(this.manager, keys, owners, EXPLAIN_LIMITS.overrides);
      this.knownFrom = Math.max(this.knownFrom, knownFrom);
      return rows;
    });
    return (await book.fetch(this.records)) || moreOverrides;
  }

  private async history(objects: readonly AskedObject[], said: readonly Said[]): Promise<object[]> {
    const rows = said.map(({ names }) => this.inView(names));
    const generations = rows
      .flat()
      .flatMap(({ addedIn, removedIn }) => [addedIn, ...(removedIn === null ? [] : [removedIn])]);
    const named = { generations: [...new Set(generations)], knownFrom: this.knownFrom };
    const past = await keptPast(this.manager, this.records, named, this.seen.inSight);
    const book = new RecordBook(past.snapshots);
    const every: FeedSource[] = [...past.snapshots.keys()].map((id) => book.feedOf(id));
    // Most of what is needed, for all generations at once.
    await settled(
      objects.map(
        ({ asked: { question } }) =>
          () =>
            opinions(question, [], every),
      ),
      () => this.fetch(book),
    );
    const sources = {
      overrides: (generation: number) => this.ownersIn(generation),
      feed: (id: number) => book.feedOf(id),
      scope: this.seen.scope,
    };
    return settled(
      objects.map((object, i) => () => pastAnswers(object.asked, past, { ...sources, rows: rows[i] ?? [] })),
      () => this.fetch(book),
    );
  }

  private inView(names: ReadonlySet<string>): ReturnType<OverrideBook['named']> {
    const { customerId } = this.seen.view;
    return this.overrides.named(names).filter((row) => row.customerId === null || row.customerId === customerId);
  }

  private async learnt(said: readonly Said[]): Promise<KnownFiles> {
    const files = said.flatMap(({ finding }) => finding.hashes.sha256 ?? []);
    const rows = await learntOf(this.manager, files);
    return new Map(rows.map(({ sha256, ...facts }) => [sha256.toString('latin1'), facts]));
  }

  private restrictions(snapshots: ReadonlyMap<number, KeptSnapshot>): RestrictionsInForce {
    const { facts, live, now } = this.seen;
    const general = facts.restrictions.map((one) => ({ ...one, source: 'provider' }));
    const feeds = live.flatMap(({ snapshotId, feed }) => {
      const manifest = snapshots.get(snapshotId)?.manifest;
      return manifest === undefined ? [] : [{ feed, coverage: manifest.coverage, policy: manifest.policy ?? [] }];
    });
    return restrictionsAt({ general, vendors: restrictingVendors(feeds) }, now);
  }
}
