import type { ByteSource, ChunkSpill } from './ports';

/** Reads a package that is in memory already. */
export class MemorySource implements ByteSource {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  read(length: number): Promise<Buffer> {
    const piece = this.bytes.subarray(this.at, this.at + length);
    this.at += piece.length;
    return Promise.resolve(piece);
  }
}

/** Keeps what is written in memory: a spill or a sink for small packages. */
export class MemoryStore implements ChunkSpill {
  private readonly pieces: Uint8Array[] = [];

  write(bytes: Uint8Array): Promise<void> {
    this.pieces.push(bytes);
    return Promise.resolve();
  }

  async *read(): AsyncGenerator<Uint8Array> {
    for (const piece of this.pieces) yield await Promise.resolve(piece);
  }

  bytes(): Buffer {
    return Buffer.concat(this.pieces);
  }
}
