import type { FileHandle } from 'node:fs/promises';
import { open, rm } from 'node:fs/promises';
import type { ByteSource, ChunkSpill } from '@pksn/package-format';

const PIECE_BYTES = 1 << 20;

/** A spill and a source in one plain file. */
export class FileStore implements ChunkSpill, ByteSource {
  private position = 0;

  private constructor(
    private readonly path: string,
    private readonly file: FileHandle,
  ) {}

  static async create(path: string): Promise<FileStore> {
    return new FileStore(path, await open(path, 'w+'));
  }

  static async open(path: string): Promise<FileStore> {
    return new FileStore(path, await open(path, 'r'));
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.file.writeFile(bytes);
  }

  read(): AsyncIterable<Uint8Array>;
  read(length: number): Promise<Buffer>;
  read(length?: number): AsyncIterable<Uint8Array> | Promise<Buffer> {
    return length === undefined ? this.pieces() : this.next(length);
  }

  private async *pieces(): AsyncGenerator<Buffer> {
    for (let piece = await this.next(PIECE_BYTES); piece.length > 0; piece = await this.next(PIECE_BYTES)) yield piece;
  }

  private async next(length: number): Promise<Buffer> {
    const { buffer, bytesRead } = await this.file.read(Buffer.allocUnsafe(length), 0, length, this.position);
    this.position += bytesRead;
    return buffer.subarray(0, bytesRead);
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  async remove(): Promise<void> {
    await this.close();
    await rm(this.path);
  }
}
