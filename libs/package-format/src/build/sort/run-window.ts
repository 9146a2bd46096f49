import { Fault } from '@pksn/domain';
import type { ItemForm } from './item-form';
import { itemLength } from './item-form';
import type { SpillFile } from './spill';

/** A sorted stretch of a spill file. */
export interface Run {
  readonly file: SpillFile;
  readonly start: number;
  readonly end: number;
}

/** The part of a run that is in memory, and the item in it that comes next. */
export class RunWindow {
  readonly bytes: Buffer;
  at = 0;
  length = 0;
  /** The first 48 bits of the item, so that most comparisons are of two numbers. */
  rank = 0;
  private filled = 0;
  private position: number;

  constructor(
    private readonly form: ItemForm,
    private readonly run: Run,
    windowBytes: number,
  ) {
    this.bytes = Buffer.allocUnsafeSlow(windowBytes);
    this.position = run.start;
  }

  /** Goes to the next item; false when the window holds no further whole item. */
  step(): boolean {
    this.at += this.length;
    return this.look();
  }

  async refill(): Promise<boolean> {
    const rest = this.filled - this.at;
    this.bytes.copyWithin(0, this.at, this.filled);
    this.at = 0;
    this.filled = rest;
    const wanted = Math.min(this.bytes.length - rest, this.run.end - this.position);
    if (wanted > 0) {
      const got = await this.run.file.read(this.bytes.subarray(rest, rest + wanted), this.position);
      if (got !== wanted) throw new Fault('INTERNAL', 'a spill file is shorter than what was written to it');
      this.position += got;
      this.filled += got;
    }
    return this.look();
  }

  private look(): boolean {
    const rest = this.filled - this.at;
    if (rest < this.form.keyBytes + 2) {
      this.length = 0;
      return false;
    }
    const length = itemLength(this.form, this.bytes, this.at);
    this.length = length > rest ? 0 : length;
    if (this.length === 0) return false;
    this.rank = this.bytes.readUIntBE(this.at, 6);
    return true;
  }
}
