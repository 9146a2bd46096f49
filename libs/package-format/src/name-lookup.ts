import { Fault } from '@pksn/domain';
import type { NameKeys } from './name-keys';

/** Whether the base of a delta, or the store, knows the name of this key (8 bytes, valid during the call only). */
export type HasName = (key: Buffer) => boolean;

/** Demands that every name key used by a record is known: in this package's names, or by the caller. */
export class NameLookup {
  private readonly key = Buffer.alloc(8);
  // Neighboring records often share their names; each of the two places remembers the last that was found.
  private readonly recent = new Uint32Array(4);

  constructor(
    private readonly names: NameKeys | null,
    private readonly hasName: HasName | null,
  ) {}

  /** `place` is 0 for the threat, 1 for the product. Zero is no name. Throws PACKAGE_NAME. */
  require(high: number, low: number, place: 0 | 1): void {
    if (high === 0 && low === 0) return;
    const at = place * 2;
    if (this.recent[at] === high && this.recent[at + 1] === low) return;
    if (this.names?.has(high, low) !== true && !this.asked(high, low)) {
      throw new Fault('PACKAGE_NAME', `a record uses the name ${this.key.toString('hex')}, which is not in names`);
    }
    this.recent[at] = high;
    this.recent[at + 1] = low;
  }

  private asked(high: number, low: number): boolean {
    this.key.writeUInt32BE(high, 0);
    this.key.writeUInt32BE(low, 4);
    return this.hasName?.(this.key) === true;
  }
}
