import type { SectionLayout } from '@pksn/domain';
import type { FindingSource, Verdict, VerdictSource } from '@pksn/reputation-index';
import type { ListedOverride, NamedKey } from '@pksn/store-postgres';
import { recordName } from '@pksn/store-postgres';

const LENGTHS = {
  4: Array.from({ length: 33 }, (_, i) => 32 - i),
  6: Array.from({ length: 129 }, (_, i) => 128 - i),
} as const;

type Read = (keys: readonly NamedKey[]) => Promise<readonly ListedOverride[]>;

/** What has been read of overrides, of all times, and which keys are still wanted. */
export class OverrideBook {
  private readonly known = new Set<string>();
  private readonly wanted = new Map<string, NamedKey>();
  private readonly rows = new Map<string, ListedOverride[]>();
  private readonly verdicts = new Map<ListedOverride, Verdict>();
  private readonly behind = new Map<FindingSource, ListedOverride>();

  /** The overrides of an owner (null: the provider) that counted in a generation; null: those in force. */
  of(customerId: string | null, generation: number | null): VerdictSource {
    return {
      verdict: (section, key) => {
        const row = this.rowsOf(section, key).find((one) => one.customerId === customerId && countsIn(one, generation));
        return row === undefined ? null : this.verdictOf(row);
      },
      prefixLengths: (family) => LENGTHS[family],
    };
  }

  /** The override behind a verdict's source. */
  rowOf(source: FindingSource): ListedOverride | null {
    return this.behind.get(source) ?? null;
  }

  /** All that was read. */
  all(): ListedOverride[] {
    return [...this.rows.values()].flat();
  }

  /** What was read of these keys. */
  named(names: Iterable<string>): ListedOverride[] {
    return [...names].flatMap((name) => this.rows.get(name) ?? []);
  }

  /** Which keys the work asks for. */
  noted<T>(work: () => T): { readonly result: T; readonly names: ReadonlySet<string> } {
    const names = new Set<string>();
    this.notes = names;
    try {
      return { result: work(), names };
    } finally {
      this.notes = null;
    }
  }

  private notes: Set<string> | null = null;

  /** Reads what is wanted; false: nothing was. */
  async fetch(read: Read): Promise<boolean> {
    if (this.wanted.size === 0) return false;
    for (const row of await read([...this.wanted.values()])) {
      const name = recordName(row);
      const rows = this.rows.get(name);
      if (rows === undefined) this.rows.set(name, [row]);
      else rows.push(row);
    }
    for (const name of this.wanted.keys()) this.known.add(name);
    this.wanted.clear();
    return true;
  }

  private rowsOf(section: SectionLayout, key: Buffer): readonly ListedOverride[] {
    const name = recordName({ section: section.id, key });
    this.notes?.add(name);
    if (this.known.has(name)) return this.rows.get(name) ?? [];
    // A copy: the caller goes on with its own.
    this.wanted.set(name, { section: section.id, key: Buffer.from(key) });
    return [];
  }

  private verdictOf(row: ListedOverride): Verdict {
    const made = this.verdicts.get(row);
    if (made !== undefined) return made;
    const owner = row.customerId === null ? 'provider' : 'customer';
    const verdict: Verdict = {
      zone: row.zone,
      trustGroup: row.trustGroup,
      popularityBucket: 0,
      firstSeenDay: 0,
      threat: row.threat,
      product: null,
      source: { kind: 'override', owner, reason: row.reason },
    };
    this.verdicts.set(row, verdict);
    this.behind.set(verdict.source, row);
    return verdict;
  }
}

function countsIn({ addedIn, removedIn }: ListedOverride, generation: number | null): boolean {
  if (generation === null) return removedIn === null;
  return addedIn <= generation && (removedIn === null || removedIn > generation);
}
