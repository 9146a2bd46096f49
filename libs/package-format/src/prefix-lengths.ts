import { Fault } from '@pksn/domain';
import type { SectionLayout } from '@pksn/domain';

/** Byte of an address key that holds the prefix length: behind the address. */
export function prefixLengthAt(layout: SectionLayout): number {
  return layout.name === 'ip4' ? 4 : 16;
}

/** Holds the addresses of a package to the prefix lengths that its manifest lists: no more, and no fewer. */
export class PrefixLengths {
  private readonly at: number;
  private readonly missing: Set<number>;
  private readonly declared: ReadonlySet<number>;

  constructor(
    private readonly layout: SectionLayout,
    declared: readonly number[],
  ) {
    this.at = prefixLengthAt(layout);
    this.declared = new Set(declared);
    this.missing = new Set(declared);
  }

  /** Throws PACKAGE_RECORD: a lookup would never probe an undeclared length. */
  require(bytes: Uint8Array, recordAt: number): void {
    const length = bytes[recordAt + this.at] ?? 0;
    if (!this.declared.has(length)) {
      throw new Fault('PACKAGE_RECORD', `${this.layout.name} holds the undeclared prefix length ${length}`);
    }
    this.missing.delete(length);
  }

  /** Throws PACKAGE_COUNTS. */
  finish(): void {
    const [length] = this.missing;
    if (length === undefined) return;
    throw new Fault('PACKAGE_COUNTS', `${this.layout.name} declares the prefix length ${length} and holds none`);
  }
}
