import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join, basename, resolve } from 'node:path';
import { Fault } from '@pksn/domain';
import { diskCall, errorCode } from './disk';

/**
 * The only way to write under the data folder: temporary file in the same folder, write, fsync, rename, fsync
 * the folder. After a crash at any point a path holds its old content or its new one, whole. Leftover temporary
 * files end in `.tmp` and may be removed at start.
 */
export const TEMPORARY_SUFFIX = '.tmp';

const DEFAULT_MODE = 0o640;

/** Replaces `path` with `bytes`. Faults: DISK_FULL, DATA_FOLDER. */
export async function writeDurable(path: string, bytes: Uint8Array | string, mode = DEFAULT_MODE): Promise<void> {
  const file = await DurableFile.create(path, mode);
  try {
    await file.write(typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
    await file.commit();
  } catch (error) {
    await file.discard();
    throw error;
  }
}

/**
 * Creates `path` with `bytes`, and returns false where something is there already, also when that appeared meanwhile:
 * the name is taken first, empty, so a crash may leave an empty file. Faults: DISK_FULL, DATA_FOLDER.
 */
export async function createDurable(path: string, bytes: Uint8Array | string, mode = DEFAULT_MODE): Promise<boolean> {
  const isMine = await diskCall(path, async () => {
    try {
      await (await open(path, 'wx', mode)).close();
      return true;
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return false;
      throw error;
    }
  });
  if (!isMine) return false;
  try {
    await writeDurable(path, bytes, mode);
    return true;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** Renames and makes the rename itself durable, in both folders. */
export async function renameDurable(from: string, to: string): Promise<void> {
  await diskCall(to, () => rename(from, to));
  await syncDirectory(dirname(to));
  if (dirname(from) !== dirname(to)) await syncDirectory(dirname(from));
}

/** Makes the entries of a folder durable: without it a rename may be undone by a power loss. */
export async function syncDirectory(path: string): Promise<void> {
  await diskCall(path, async () => {
    const handle = await open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
}

/** Creates a folder and its parents, and makes the new entry durable. Faults: DISK_FULL, DATA_FOLDER. */
export async function makeDirectory(path: string, mode = 0o750): Promise<void> {
  const created = await diskCall(path, () => makeMissing(resolve(path), mode));
  if (created !== null) await syncDirectory(dirname(created));
}

/** The topmost folder that was made, or null. Node's own recursive mkdir never ends in a file system such as /proc. */
async function makeMissing(path: string, mode: number): Promise<string | null> {
  if ((await stat(path).catch(() => null))?.isDirectory() === true) return null;
  const above = dirname(path) === path ? null : await makeMissing(dirname(path), mode);
  try {
    await mkdir(path, { mode });
  } catch (error) {
    // Somebody else may have made it meanwhile.
    const isThere = errorCode(error) === 'EEXIST' && (await stat(path)).isDirectory();
    if (isThere) return above;
    if (errorCode(error) !== 'ENOENT') throw error;
    throw new Fault('DATA_FOLDER', `${path} cannot be made (ENOENT)`, { cause: error });
  }
  return above ?? path;
}

/** Removes a file or folder, missing or not, and makes that durable. */
export async function removeDurable(path: string): Promise<void> {
  await diskCall(path, () => rm(path, { recursive: true, force: true }));
  await syncDirectory(dirname(path));
}

/** A file written piece by piece that appears at its path, whole, on commit() and not before. */
export class DurableFile {
  #end = 0;
  #open = true;

  private constructor(
    readonly path: string,
    readonly temporaryPath: string,
    private readonly handle: FileHandle,
  ) {}

  static async create(path: string, mode = DEFAULT_MODE): Promise<DurableFile> {
    const name = `.${basename(path)}.${randomBytes(6).toString('hex')}${TEMPORARY_SUFFIX}`;
    const temporaryPath = join(dirname(path), name);
    const handle = await diskCall(path, () => open(temporaryPath, 'wx+', mode));
    return new DurableFile(path, temporaryPath, handle);
  }

  /** Bytes appended so far. */
  get sizeBytes(): number {
    return this.#end;
  }

  /** Appends all of `bytes`; one call at a time. */
  async write(bytes: Uint8Array): Promise<void> {
    await this.writeAt(bytes, this.#end);
  }

  /** Writes at a position, for headers that are known only at the end. */
  async writeAt(bytes: Uint8Array, position: number): Promise<void> {
    await diskCall(this.path, async () => {
      for (let done = 0; done < bytes.length;) {
        const { bytesWritten } = await this.handle.write(bytes, done, bytes.length - done, position + done);
        done += bytesWritten;
      }
    });
    this.#end = Math.max(this.#end, position + bytes.length);
  }

  /** Reads back what was written, for digests over a finished header. */
  async readAt(position: number, length: number): Promise<Buffer> {
    const { buffer, bytesRead } = await this.handle.read(Buffer.alloc(length), 0, length, position);
    return buffer.subarray(0, bytesRead);
  }

  async commit(): Promise<void> {
    await diskCall(this.path, () => this.handle.sync());
    await this.close();
    await renameDurable(this.temporaryPath, this.path);
  }

  /** Leaves no trace. Safe after a failed write, and without effect after commit(). */
  async discard(): Promise<void> {
    await this.close();
    await rm(this.temporaryPath, { force: true });
  }

  private async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.handle.close();
  }
}
