import { sectionLayout } from '@pksn/domain';
import type { SectionLayout, SectionName, TrustGroup, Zone } from '@pksn/domain';
import { wordAt } from '../key-order';
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

/** The filter has 2^16 to 2^24 bits, and up to 500,000 keys at least 32 for each: it lets one other key in 250 pass. */
const LEAST_FILTER_BITS = 16;
const MOST_FILTER_BITS = 24;
const FILTER_BITS_PER_KEY = 32;

/** The overrides of one owner, in memory. Files and certificates stand under the hash that was given. */
export class OverrideView implements VerdictSource {
  private readonly verdicts = new Map<string, Verdict>();
  /** Two bits for every key, by its first and its second word, so that most questions cost no look-up. */
  private readonly filter: Uint8Array;
  private readonly shift: number;
  private lengths4: readonly number[] = [];
  private lengths6: readonly number[] = [];

  private constructor(keys: number) {
    const wanted = Math.ceil(Math.log2(Math.max(1, keys * FILTER_BITS_PER_KEY)));
    const bits = Math.min(MOST_FILTER_BITS, Math.max(LEAST_FILTER_BITS, wanted));
    this.filter = new Uint8Array(2 ** bits / 8);
    this.shift = 32 - bits;
  }

  /** Of two rows with the same key the later one counts. */
  static build(rows: readonly OverrideRow[]): OverrideView {
    const view = new OverrideView(rows.length);
    const lengths = { ip4: new Set<number>(), ip6: new Set<number>() };
    for (const row of rows) {
      const layout = sectionLayout(row.section);
      if (row.key.length !== layout.keyBytes || layout.form !== 'record')
        throw new RangeError(`no key of ${row.section}`);
      view.verdicts.set(nameOf(layout, row.key), verdictOf(row));
      for (const word of [wordAt(row.key, 0), wordAt(row.key, 4)]) {
        const bit = word >>> view.shift;
        view.filter[bit >> 3] = (view.filter[bit >> 3] ?? 0) | (1 << (bit & 7));
      }
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
    return this.mayKnow(key, 0) ? (this.verdicts.get(nameOf(section, key)) ?? null) : null;
  }

  /** Whether there may be an override, of any section, for the key that stands at `at`. */
  mayKnow(bytes: Buffer, at: number): boolean {
    return this.passes(wordAt(bytes, at)) && this.passes(wordAt(bytes, at + 4));
  }

  private passes(word: number): boolean {
    const bit = word >>> this.shift;
    return ((this.filter[bit >> 3] as number) & (1 << (bit & 7))) !== 0;
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
