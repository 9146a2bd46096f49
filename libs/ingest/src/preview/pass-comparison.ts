import { setImmediate } from 'node:timers/promises';
import type { SectionLayout } from '@pksn/domain';
import { allSections, isRemoval } from '@pksn/domain';
import type { RecordPair, Run, SectionStack } from '@pksn/reputation-index';
import { compareKeys, recordPairs, sectionOf } from '@pksn/reputation-index';
import type { ChangeTally } from './change-tally';

const NOTHING = Buffer.alloc(0);
/** Some milliseconds' work. */
const SLICE_PAIRS = 10_000;

/**
 * Compares a snapshot with the live one while its own records pass by, section after section and each ascending. What
 * passes is looked up in the live snapshot; where the two differ below (another base, or none), those differences are
 * merged in. A delta on the live snapshot costs its own records' lookups and nothing else.
 */
export class PassComparison {
  private readonly left: SectionLayout[];
  private open: SectionComparison | null = null;

  /** `base` null: a full package. */
  constructor(
    private readonly tally: ChangeTally,
    private readonly live: readonly Run[],
    private readonly base: readonly Run[] | null,
  ) {
    this.left = allSections().filter(({ form }) => form === 'record');
  }

  /** Whole records; sections in the order of packages. */
  add(section: SectionLayout, bytes: Buffer): void {
    if (section.form !== 'record') return;
    this.passUntil(section);
    this.open?.add(bytes);
  }

  /** Lets others go on in between: all that is live may be left to take. */
  async finish(): Promise<void> {
    for (;;) {
      await this.open?.drain();
      const next = this.left.shift();
      if (next === undefined) return;
      this.open = this.begin(next);
    }
  }

  private passUntil(section: SectionLayout): void {
    while (this.open?.section !== section) {
      this.open?.finish();
      const next = this.left.shift();
      if (next === undefined) throw new RangeError('sections are not in order');
      this.open = this.begin(next);
    }
  }

  private begin(section: SectionLayout): SectionComparison {
    const { live, base } = this;
    // Of a full package everything that is live is gone unless it passes by.
    const below = recordPairs(live, base ?? [], section);
    const stack = base === null || base.length === 0 ? null : sectionOf(live, section);
    return new SectionComparison(this.tally, section, below, stack);
  }
}

class SectionComparison {
  private readonly pair: RecordPair = { before: NOTHING, beforeAt: -1, after: NOTHING, afterAt: -1 };
  private ahead: IteratorResult<RecordPair, void>;

  constructor(
    private readonly tally: ChangeTally,
    readonly section: SectionLayout,
    private readonly below: Generator<RecordPair, void>,
    private readonly live: SectionStack | null,
  ) {
    this.ahead = below.next();
  }

  add(bytes: Buffer): void {
    const { section, pair } = this;
    for (let at = 0; at < bytes.length; at += section.recordBytes) {
      const order = this.skipTo(bytes, at);
      if (order === 0 && this.ahead.done !== true) {
        pair.before = this.ahead.value.before;
        pair.beforeAt = this.ahead.value.beforeAt;
      } else {
        pair.beforeAt = this.live?.find(bytes.subarray(at, at + section.keyBytes)) ?? -1;
        if (this.live !== null) pair.before = this.live.window;
      }
      pair.after = bytes;
      pair.afterAt = isRemoval(section, bytes, at) ? -1 : at;
      this.tally.take(section, pair);
      if (order === 0) this.ahead = this.below.next();
    }
  }

  finish(): void {
    for (; this.ahead.done !== true; this.ahead = this.below.next()) this.tally.take(this.section, this.ahead.value);
  }

  async drain(): Promise<void> {
    for (let n = 1; this.ahead.done !== true; n++, this.ahead = this.below.next()) {
      this.tally.take(this.section, this.ahead.value);
      if (n % SLICE_PAIRS === 0) await setImmediate();
    }
  }

  /** Takes what differs below before this key; 0 when the next difference is of this very key. */
  private skipTo(bytes: Buffer, at: number): number {
    const { section } = this;
    for (; this.ahead.done !== true; this.ahead = this.below.next()) {
      const { before, beforeAt, after, afterAt } = this.ahead.value;
      const order =
        beforeAt >= 0
          ? compareKeys(before, beforeAt, bytes, at, section.keyBytes)
          : compareKeys(after, afterAt, bytes, at, section.keyBytes);
      if (order >= 0) return order;
      this.tally.take(section, this.ahead.value);
    }
    return 1;
  }
}
