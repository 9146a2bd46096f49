import type { ItemForm } from './item-form';
import { itemLength } from './item-form';

/**
 * Walks over the items of a stream of buffers, one look ahead. `step` is synchronous inside a buffer, so that a
 * join over millions of items awaits once for each buffer and not once for each item.
 *
 *   for (let on = await cursor.load(); on; on = cursor.step() || (await cursor.load())) use(cursor.bytes, cursor.at)
 */
export class BatchCursor {
  bytes: Buffer = Buffer.alloc(0);
  at = 0;
  /** Length of the current item; 0 when there is none. */
  length = 0;
  private readonly source: AsyncIterator<Buffer>;

  constructor(
    private readonly form: ItemForm,
    source: AsyncIterable<Buffer>,
  ) {
    this.source = source[Symbol.asyncIterator]();
  }

  get ended(): boolean {
    return this.length === 0;
  }

  /** Goes to the next item of the buffer in hand; false when `load` must be asked. */
  step(): boolean {
    this.at += this.length;
    if (this.at >= this.bytes.length) {
      this.length = 0;
      return false;
    }
    this.length = itemLength(this.form, this.bytes, this.at);
    return true;
  }

  /** Goes to the first item of the next buffer; false at the end. */
  async load(): Promise<boolean> {
    for (;;) {
      const next: IteratorResult<Buffer, unknown> = await this.source.next();
      if (next.done === true) {
        this.length = 0;
        return false;
      }
      this.bytes = next.value;
      this.at = 0;
      if (this.bytes.length === 0) continue;
      this.length = itemLength(this.form, this.bytes, 0);
      return true;
    }
  }

  /** Lets the source free what it holds when the walk ends early. */
  async close(): Promise<void> {
    await this.source.return?.();
  }
}
