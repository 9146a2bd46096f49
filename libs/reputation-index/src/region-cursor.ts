import { createHash } from 'node:crypto';
import type { DurableFile } from '@pksn/runtime';

const BUFFER_BYTES = 1 << 20;
/** From this size on, bytes go to the file without a copy. */
const DIRECT_BYTES = 256 << 10;

/** Writes one part of a file in order, in few large writes, and digests it on the way. */
export class RegionCursor {
  private readonly hash = createHash('sha256');
  private readonly pending: Buffer;
  private filled = 0;
  private written = 0;

  constructor(
    private readonly file: DurableFile,
    private readonly start: number,
    bufferBytes = BUFFER_BYTES,
  ) {
    this.pending = Buffer.allocUnsafeSlow(bufferBytes);
  }

  /** Bytes taken so far, in the file or waiting. */
  get length(): number {
    return this.written + this.filled;
  }

  /** Room in bytes before `flush` must be called. */
  get room(): number {
    return this.pending.length - this.filled;
  }

  /** Copies a few bytes that are known to fit into `room`. */
  putByte(byte: number): void {
    this.pending[this.filled++] = byte;
  }

  putWord(word: number): void {
    this.filled = this.pending.writeUInt32BE(word, this.filled);
  }

  /** `bytes` must not change until the promise is settled. */
  async write(bytes: Buffer): Promise<void> {
    if (bytes.length > this.room) await this.flush();
    if (bytes.length >= DIRECT_BYTES || bytes.length > this.room) return this.store(bytes);
    bytes.copy(this.pending, this.filled);
    this.filled += bytes.length;
  }

  async flush(): Promise<void> {
    const filled = this.filled;
    this.filled = 0;
    if (filled > 0) await this.store(this.pending.subarray(0, filled));
  }

  async finish(): Promise<Buffer> {
    await this.flush();
    return this.hash.digest();
  }

  private async store(bytes: Buffer): Promise<void> {
    if (this.filled > 0) await this.flush();
    const at = this.start + this.written;
    this.written += bytes.length;
    const storing = this.file.writeAt(bytes, at);
    this.hash.update(bytes); // while the write is under way
    await storing;
  }
}
