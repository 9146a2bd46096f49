import { Fault } from '@pksn/domain';
import type { SectionName } from '@pksn/domain';

/** Compares two keys inside one buffer. */
export function compareKeys(bytes: Uint8Array, a: number, b: number, keyBytes: number): number {
  for (let i = 0; i < keyBytes; i++) {
    const difference = (bytes[a + i] ?? 0) - (bytes[b + i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Remembers where a section stands, so that its keys ascend strictly across the borders of its chunks. */
export class KeyOrder {
  private last: Buffer | null = null;

  constructor(
    private readonly section: SectionName,
    private readonly keyBytes: number,
  ) {}

  /** The first key of a chunk must be above the last key of the chunk before it. */
  begin(bytes: Buffer): void {
    if (this.last !== null && this.last.compare(bytes, 0, this.keyBytes) >= 0) throw this.fault();
  }

  end(bytes: Buffer, lastKeyAt: number): void {
    this.last = Buffer.from(bytes.subarray(lastKeyAt, lastKeyAt + this.keyBytes));
  }

  fault(): Fault {
    return new Fault('PACKAGE_ORDER', `a key in ${this.section} is not above the one before it`);
  }
}
