import { isRemoval } from '@pksn/domain';
import type { SectionLayout } from '@pksn/domain';
import { rowBytesOf, writeTail } from './change-rows';
import type { SectionRows } from './change-rows';

const FIRST_ROWS = 64;

/** Takes changed keys of one section in ascending order, and makes their rows. */
export class RowCollector {
  private readonly rowBytes: number;
  private bytes: Buffer;
  private filled = 0;
  private keyFrom = 0;

  constructor(readonly section: SectionLayout) {
    this.rowBytes = rowBytesOf(section);
    this.bytes = Buffer.alloc(FIRST_ROWS * this.rowBytes);
  }

  get rows(): number {
    return this.filled / this.rowBytes;
  }

  /** The next key: that of the record at `at`. */
  key(bytes: Buffer, at: number): void {
    this.keyFrom = this.filled;
    this.grow();
    bytes.copy(this.bytes, this.filled, at, at + this.section.keyBytes);
    this.filled += this.rowBytes;
  }

  /** A record or alias that the key has or had: the names in it are kept with the key. */
  mention(bytes: Buffer, at: number): void {
    const { section, rowBytes, keyFrom } = this;
    if (rowBytes === section.keyBytes || isRemoval(section, bytes, at)) return;
    this.grow();
    const row = this.bytes.subarray(this.filled, this.filled + rowBytes).fill(0);
    this.bytes.copy(row, 0, keyFrom, keyFrom + section.keyBytes);
    writeTail(section, bytes, at, row, section.keyBytes);
    for (let known = keyFrom; known < this.filled; known += rowBytes) {
      if (this.bytes.compare(row, 0, rowBytes, known, known + rowBytes) === 0) return;
    }
    const isFirst = this.filled === keyFrom + rowBytes && this.tailIsEmpty(keyFrom);
    if (isFirst) row.copy(this.bytes, keyFrom);
    else this.filled += rowBytes;
  }

  finish(): SectionRows {
    const { section, rowBytes } = this;
    return { section, rowBytes, bytes: Buffer.from(this.bytes.subarray(0, this.filled)) };
  }

  private tailIsEmpty(row: number): boolean {
    return this.bytes[row + this.section.keyBytes] === 0;
  }

  /** Room for one more row of zeros. */
  private grow(): void {
    if (this.filled + this.rowBytes > this.bytes.length) {
      const larger = Buffer.alloc(this.bytes.length * 2);
      this.bytes.copy(larger);
      this.bytes = larger;
    }
    this.bytes.fill(0, this.filled, this.filled + this.rowBytes);
  }
}
