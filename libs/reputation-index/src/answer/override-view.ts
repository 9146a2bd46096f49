import { sectionLayout } from '@pksn/domain';
import type { SectionLayout, SectionName, TrustGroup, Zone } from '@pksn/domain';
import { longestFirst, prefixOfKey } from './network';
import type { Verdict, VerdictSource } from './finding';

export interface OverrideRow {
  readonly section: SectionName;
  readonly key: Buffer;
  readonly zone: Zone;
  readonly owner: 'customer' | 'provider';
  readonly reason: string;
  readonly trustGroup?: TrustGroup | null;
  readonly threat?: string | null;
}

const FILTER_BITS = 1 << 16;

/** The overrides of one owner, in memory. Files and certificates stand under the hash that was given. */
export class OverrideView implements VerdictSource {
  private readonly verdicts = new Map<string, Verdict>();
  /** A bit for the first 16 bits of every key, so that most questions cost no look-up. */
  private readonly filter = new Uint8Array(FILTER_BITS / 8);
  private lengths4: readonly number[] = [];
  private lengths6: readonly number[] = [];

  private constructor() {}

  /** Of two rows with the same key the later one counts. */
  static build(rows: Iterable<OverrideRow>): OverrideView {
    const view = new OverrideView();
    const lengths = { ip4: new Set<number>(), ip6: new Set<number>() };
    for (const row of rows) {
      const layout = sectionLayout(row.section);
      if (row.key.length !== layout.keyBytes || layout.form !== 'record')
        throw new RangeError(`no key of ${row.section}`);
      view.verdicts.set(nameOf(layout, row.key), verdictOf(row));
      const bit = row.key.readUInt16BE(0);
      view.filter[bit >> 3] = (view.filter[bit >> 3] ?? 0) | (1 << (bit & 7));
      if (row.section === 'ip4' || row.section === 'ip6') lengths[row.section].add(prefixOfKey(row.key));
    }
    view.lengths4 = longestFirst(lengths.ip4);
    view.lengths6 = longestFirst(lengths.ip6);
    return view;
  }

  get size(): number {
    return this.verdicts.size;
  }

  verdict(section: SectionLayout, key: Buffer): Verdict | null {
    const bit = ((key[0] as number) << 8) | (key[1] as number);
    if (((this.filter[bit >> 3] as number) & (1 << (bit & 7))) === 0) return null;
    return this.verdicts.get(nameOf(section, key)) ?? null;
  }

  prefixLengths(family: 4 | 6): readonly number[] {
    return family === 4 ? this.lengths4 : this.lengths6;
  }
}

function nameOf(section: SectionLayout, key: Buffer): string {
  return String.fromCharCode(section.id) + key.toString('latin1');
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
