import { copyBytes } from './copy-bytes';

const BATCH_BYTES = 1 << 18;

/** Collects small items into buffers worth handing on. A buffer taken is never written to again. */
export class BatchOutput {
  private buffer = Buffer.allocUnsafe(BATCH_BYTES);
  private filled = 0;

  /** True when the next `take` is worth it. */
  get full(): boolean {
    return this.filled >= BATCH_BYTES - (BATCH_BYTES >> 2);
  }

  get empty(): boolean {
    return this.filled === 0;
  }

  add(bytes: Buffer, from: number, length: number): void {
    const at = this.reserve(length);
    copyBytes(bytes, from, this.buffer, at, length);
  }

  /** Room for `length` bytes in `bytes`, at the offset that is returned; what stands there is undefined. */
  reserve(length: number): number {
    if (this.filled + length > this.buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.filled + length));
      this.buffer.copy(larger, 0, 0, this.filled);
      this.buffer = larger;
    }
    const at = this.filled;
    this.filled += length;
    return at;
  }

  /** Takes back what was reserved last. */
  dropLast(length: number): void {
    this.filled -= length;
  }

  get bytes(): Buffer {
    return this.buffer;
  }

  take(): Buffer {
    const taken = this.buffer.subarray(0, this.filled);
    this.buffer = Buffer.allocUnsafe(BATCH_BYTES);
    this.filled = 0;
    return taken;
  }
}
