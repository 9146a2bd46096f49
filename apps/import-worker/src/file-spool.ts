import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Fault } from '@pksn/domain';
import type { OpenPackage, PackageSpool } from '@pksn/ingest';
import type { ByteSource } from '@pksn/package-format';
import { errorCode, removeDurable } from '@pksn/runtime';

export const PACKAGE_SUFFIX = '.rpk';

/** Uploaded files in one folder, written there by the admin API. */
export class FileSpool implements PackageSpool {
  constructor(private readonly dir: string) {}

  private path(id: string): string {
    return join(this.dir, `${basename(id)}${PACKAGE_SUFFIX}`);
  }

  async open(id: string): Promise<OpenPackage> {
    const file = await open(this.path(id), 'r').catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') throw error;
      throw new Fault('UPLOAD_INCOMPLETE', 'the uploaded file is no longer in the spool folder', { cause: error });
    });
    return { source: new FileSource(file), close: () => file.close() };
  }

  async remove(id: string): Promise<void> {
    await removeDurable(this.path(id));
  }
}

class FileSource implements ByteSource {
  private position = 0;

  constructor(private readonly file: FileHandle) {}

  async read(length: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await this.file.read(buffer, filled, length - filled, this.position);
      if (bytesRead === 0) break;
      filled += bytesRead;
      this.position += bytesRead;
    }
    return buffer.subarray(0, filled);
  }
}
