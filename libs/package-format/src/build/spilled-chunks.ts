import type { ChunkSpill } from '../ports';
import type { Spill, SpillFile } from './sort/spill';

const PIECE_BYTES = 1 << 20;

/** Keeps the chunks of a package in the build's scratch space until its head is known. */
export class SpilledChunks implements ChunkSpill {
  private file: SpillFile | null = null;
  private sizeBytes = 0;

  constructor(private readonly spill: Spill) {}

  async write(bytes: Uint8Array): Promise<void> {
    this.file ??= await this.spill.open();
    await this.file.append(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    this.sizeBytes += bytes.byteLength;
  }

  async *read(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < this.sizeBytes && this.file !== null;) {
      const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, this.sizeBytes - at));
      const got = await this.file.read(piece, at);
      yield piece.subarray(0, got);
      at += got;
    }
  }

  async discard(): Promise<void> {
    await this.file?.discard();
    this.file = null;
  }
}
