import { open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { Fault } from '@pksn/domain';
import type { ByteSource } from '@pksn/package-format';
import { diskReason } from '../files/disk-reason';

/** A package file, read from its start. */
export class FileSource implements ByteSource {
  private position = 0;

  private constructor(
    readonly path: string,
    private readonly handle: FileHandle,
  ) {}

  /** Throws USAGE when the file cannot be opened. */
  static async open(path: string): Promise<FileSource> {
    try {
      if (!(await stat(path)).isFile()) throw new Fault('USAGE', `${path} is not a file`);
      return new FileSource(path, await open(path, 'r'));
    } catch (cause) {
      if (cause instanceof Fault) throw cause;
      throw new Fault('USAGE', `${path} cannot be read: ${diskReason(cause)}`, { cause });
    }
  }

  async read(length: number): Promise<Buffer> {
    const target = Buffer.allocUnsafe(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await this.handle.read(target, filled, length - filled, this.position);
      if (bytesRead === 0) break;
      filled += bytesRead;
      this.position += bytesRead;
    }
    return target.subarray(0, filled);
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}
