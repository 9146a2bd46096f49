import { sectionLayout } from '@pksn/domain';
import type { SectionLayout, SectionName, TrustGroup, Zone } from '@pksn/domain';
import { longestFirst, prefixOfKey } from './network';
import type { Verdict, VerdictSource } from './finding';
import { OverrideTable } from './override-table';

export interface OverrideName {
  readonly section: SectionName;
  readonly key: Buffer;
}

export interface OverrideRow extends OverrideName {
  readonly zone: Zone;
  readonly owner: 'customer' | 'provider';
  readonly reason: string;
  readonly trustGroup?: TrustGroup | null;
  readonly threat?: string | null;
}

/** First what goes, then what comes: a replaced override is in both. */
export interface OverrideChange {
  readonly gone: readonly OverrideName[];
  readonly put: readonly OverrideRow[];
}

/** Rows between two steps of a change: well below a millisecond. */
const STEP_ROWS = 500;
/** Verdicts that are kept to be shared; overrides of one import say the same again and again. */
const SHARED_VERDICTS = 1_000;

type Lengths = ReadonlyMap<number, number>;

/** The overrides of one owner, in memory. Files and certificates stand under the hash that was given. It never changes. */
export class OverrideView implements VerdictSource {
  private readonly lengths4: readonly number[];
  private readonly lengths6: readonly number[];

  private constructor(
    private readonly table: OverrideTable,
    /** How many networks there are of each prefix length. */
    private readonly networks: { readonly ip4: Lengths; readonly ip6: Lengths },
  ) {
    this.lengths4 = longestFirst(networks.ip4.keys());
    this.lengths6 = longestFirst(networks.ip6.keys());
  }

  /** Of two rows with the same key the later one counts. */
  static build(rows: readonly OverrideRow[]): OverrideView {
    const steps = OverrideView.changed(null, { gone: [], put: rows });
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
    }
  }

  /** What becomes of `base` by a change, which costs what it changes; made in steps, so that lookups can go between. */
  static *changed(base: OverrideView | null, change: OverrideChange): Generator<void, OverrideView> {
    const count = { ip4: new Map(base?.networks.ip4), ip6: new Map(base?.networks.ip6) };
    const table = yield* tableFor(base?.table ?? null, change.put.length);
    let rows = 0;
    for (const { section, key } of change.gone) {
      if (table.delete(sectionLayout(section).id, key)) countNetwork(count, section, key, -1);
      if (++rows % STEP_ROWS === 0) yield;
    }
    const verdicts = new SharedVerdicts();
    for (const row of change.put) {
      const layout = sectionLayout(row.section);
      if (row.key.length !== layout.keyBytes || layout.form !== 'record')
        throw new RangeError(`no key of ${row.section}`);
      const before = table.size;
      table.set(layout.id, row.key, verdicts.of(row));
      if (table.size > before) countNetwork(count, row.section, row.key, 1);
      if (++rows % STEP_ROWS === 0) yield;
    }
    return new OverrideView(table, count);
  }

  get size(): number {
    return this.table.size;
  }

  verdict(section: SectionLayout, key: Buffer): Verdict | null {
    return this.table.get(section.id, key);
  }

  /** Whether there may be an override, of any section, for the key that stands at `at`. */
  mayKnow(bytes: Buffer, at: number): boolean {
    return this.table.mayKnow(bytes, at);
  }

  /** Keys of a section that begin with `prefix`, in any order; null now and then, to let other work go between. */
  keysUnder(section: SectionLayout, prefix: Buffer): Generator<Buffer | null> {
    return this.table.keysUnder(section.id, prefix);
  }

  prefixLengths(family: 4 | 6): readonly number[] {
    return family === 4 ? this.lengths4 : this.lengths6;
  }
}

function* tableFor(base: OverrideTable | null, more: number): Generator<void, OverrideTable> {
  if (base?.holds(more) === true) return base.fork();
  const table = OverrideTable.for((base?.size ?? 0) + more);
  let rows = 0;
  for (const { section, key, verdict } of base?.all() ?? []) {
    table.set(section, key, verdict);
    if (++rows % STEP_ROWS === 0) yield;
  }
  return table;
}

function countNetwork(
  count: { ip4: Map<number, number>; ip6: Map<number, number> },
  section: SectionName,
  key: Buffer,
  by: 1 | -1,
): void {
  if (section !== 'ip4' && section !== 'ip6') return;
  const length = prefixOfKey(key);
  const left = (count[section].get(length) ?? 0) + by;
  if (left > 0) count[section].set(length, left);
  else count[section].delete(length);
}

class SharedVerdicts {
  private readonly known = new Map<string, Verdict>();

  of(row: OverrideRow): Verdict {
    const name = JSON.stringify([row.zone, row.trustGroup, row.threat, row.owner, row.reason]);
    let verdict = this.known.get(name);
    if (verdict === undefined) {
      verdict = verdictOf(row);
      if (this.known.size < SHARED_VERDICTS) this.known.set(name, verdict);
    }
    return verdict;
  }
}

function verdictOf(row: OverrideRow): Verdict {
  return {
    zone: row.zone,
    trustGroup: row.trustGroup ?? null,
    popularityBucket: 0,
    firstSeenDay: 0,
    threat: row.threat ?? null,
    product: null,
    source: { kind: 'override', owner: row.owner, reason: row.reason },
  };
}
