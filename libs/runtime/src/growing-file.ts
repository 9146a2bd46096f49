import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, stat, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskCall, errorCode } from './disk';
import { syncDirectory } from './durable-file';

const MODE = 0o640;

/**
 * A file that is written to its end in several goes, with crashes in between: what `sync` returned for is there after
 * any of them, and what follows it may be. Whoever reads it as whole knows its digest.
 */
export class GrowingFile {
  private constructor(
    private readonly path: string,
    private readonly handle: FileHandle,
    private end: number,
  ) {}

  /** Opens or makes it, to go on at its end. Faults: DISK_FULL, DATA_FOLDER. */
  static async open(path: string): Promise<GrowingFile> {
    const handle = await diskCall(path, () => open(path, 'a', MODE));
    try {
      const { size } = await handle.stat();
      if (size === 0) await syncDirectory(dirname(path));
      return new GrowingFile(path, handle, size);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  get sizeBytes(): number {
    return this.end;
  }

  /** Appends all of `bytes`; one call at a time. Faults: DISK_FULL, DATA_FOLDER. */
  async write(bytes: Uint8Array): Promise<void> {
    await diskCall(this.path, async () => {
      for (let done = 0; done < bytes.length;) {
        const { bytesWritten } = await this.handle.write(bytes, done, bytes.length - done, null);
        done += bytesWritten;
        this.end += bytesWritten;
      }
    });
  }

  /** Takes back what was written behind `sizeBytes`. Faults: DISK_FULL, DATA_FOLDER. */
  async cutTo(sizeBytes: number): Promise<void> {
    if (sizeBytes >= this.end) return;
    await diskCall(this.path, () => this.handle.truncate(sizeBytes));
    this.end = sizeBytes;
  }

  async sync(): Promise<void> {
    await diskCall(this.path, () => this.handle.datasync());
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}

/** Size in bytes and time of the last write (milliseconds since 1970); null when there is no such file. */
export async function fileFacts(path: string): Promise<{ sizeBytes: number; writtenAt: number } | null> {
  try {
    const { size, mtimeMs } = await stat(path);
    return { sizeBytes: size, writtenAt: mtimeMs };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Makes the file look written to at `now`, for those who remove what is old. */
export async function touchFile(path: string, now: number): Promise<void> {
  await diskCall(path, () => utimes(path, now / 1000, now / 1000));
}

/** The first `bytes` of a file. */
export function fileStart(path: string, bytes: number): AsyncIterable<Buffer> {
  return createReadStream(path, { end: bytes - 1, highWaterMark: 1 << 20 });
}
