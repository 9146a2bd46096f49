import { sectionById } from '@pksn/domain';
import type { ChangedKey, RowPosition } from '@pksn/reputation-index';
import type { OverrideChange } from '@pksn/store-postgres';
import type { AskerScope } from './asker-scope';
import type { ChangeSets } from './change-sets';
import type { InnerPosition } from './change-cursor';
import { feedMoves } from './feed-moves';
import type { FeedMove } from './feed-moves';
import type { Step } from './generation-journal';

/** A key that may have changed, and where it stands in its step. */
export interface ToldObject {
  readonly object: ChangedKey;
  readonly position: InnerPosition;
  /** Set where no record told the other hashes. */
  readonly isOverride: boolean;
}

/** What one step changed for one asker: always in the same order, whichever process tells it. */
export class StepChanges {
  private constructor(
    private readonly overrides: readonly OverrideChange[],
    private readonly moves: readonly FeedMove[],
    private readonly sets: ChangeSets,
  ) {}

  /** Null when the step changed more than can be told. */
  static async of(step: Step, scope: AskerScope, sets: ChangeSets): Promise<StepChanges | null> {
    if (step.overrides === null) return null;
    const overrides = step.overrides.filter((change) => scope.isConcerned(change));
    return new StepChanges(overrides, await movesOf(step, scope, sets), sets);
  }

  /** At least what was changed, counted in rows; null when that cannot be told. */
  async count(): Promise<number | null> {
    let sum = this.overrides.length;
    for (const { before, after } of this.moves) {
      const count = await this.sets.count(before, after);
      if (count === null) return null;
      sum += count;
    }
    return sum;
  }

  /** The changes behind a position, or all; a batch for each source. */
  async *after(inner: InnerPosition | null): AsyncGenerator<Iterable<ToldObject>> {
    if (inner === null || inner.feed === '') yield overridesAfter(this.overrides, inner?.row ?? null);
    const done = new Map<string, number>();
    for (const { feed, before, after } of this.moves) {
      const index = done.get(feed) ?? 0;
      done.set(feed, index + 1);
      if (inner !== null && (feed < inner.feed || (feed === inner.feed && index < inner.done))) continue;
      const isHere = feed === inner?.feed && index === inner.done;
      const rows = await this.sets.rows(before, after);
      if (rows !== null) yield rowsAfter(rows.after(isHere ? inner.row : null), feed, index);
    }
  }
}

async function movesOf(step: Step, scope: AskerScope, sets: ChangeSets): Promise<FeedMove[]> {
  const [before, after] = [scope.visible(step.before.feeds), scope.visible(step.after.feeds)];
  const stays =
    before.length === after.length &&
    before.every((feed, index) => {
      const next = after[index];
      return feed.feed === next?.feed && feed.snapshotId === next.snapshotId && feed.priority === next.priority;
    });
  if (stays) return [];
  const records = new Map<number, number>();
  for (const { snapshotId } of before) records.set(snapshotId, await sets.recordsOf(snapshotId));
  return feedMoves(before, after, (id) => records.get(id) ?? 0);
}

function* overridesAfter(changes: readonly OverrideChange[], row: RowPosition | null): Generator<ToldObject> {
  for (const { section, key } of changes) {
    const isTold =
      row !== null && (section < row.sectionId || (section === row.sectionId && key.compare(row.key) <= 0));
    if (isTold) continue;
    const position = { feed: '', done: 0, row: { sectionId: section, key } };
    yield { object: { section: sectionById(section).name, key, siblings: {} }, position, isOverride: true };
  }
}

function* rowsAfter(rows: ReturnType<NonNullable<Rows>['after']>, feed: string, done: number): Generator<ToldObject> {
  for (const { section, key, siblings, sectionId } of rows) {
    yield { object: { section, key, siblings }, position: { feed, done, row: { sectionId, key } }, isOverride: false };
  }
}

type Rows = Awaited<ReturnType<ChangeSets['rows']>>;
