import type { Dir, Dirent } from 'node:fs';
import { lstat, opendir } from 'node:fs/promises';
import { realPath } from './found-file';
import type { NamedPath } from './found-file';

export type Entry = Dirent<Buffer>;

const ENTRIES_AT_ONCE = 256;

/** A folder whose entries are read a few at a time. */
export class OpenFolder {
  private constructor(
    readonly below: Buffer,
    readonly device: bigint,
    private readonly dir: Dir | null,
    private readonly drained: Entry[],
  ) {}

  /**
   * Opens what was a folder a moment ago. Null: it is something else by now, a link perhaps, which is not followed. With
   * `isDeep` its entries are read at once and it is closed, so that a deep tree does not use up the file descriptors.
   */
  static async open(root: NamedPath, below: Buffer, isDeep: boolean): Promise<OpenFolder | null> {
    const path = realPath({ root, below });
    const before = await lstat(path, { bigint: true });
    if (!before.isDirectory()) return null;
    // Types of Node know buffers here only for `readdir`.
    const options = { encoding: 'buffer' as BufferEncoding, bufferSize: ENTRIES_AT_ONCE };
    const dir = await opendir(path, options);
    let isKept = false;
    try {
      const after = await lstat(path, { bigint: true });
      if (!after.isDirectory() || after.ino !== before.ino || after.dev !== before.dev) return null;
      if (!isDeep) {
        isKept = true;
        return new OpenFolder(below, before.dev, dir, []);
      }
      const drained: Entry[] = [];
      for (let entry = await dir.read(); entry !== null; entry = await dir.read()) drained.push(bytesOf(entry));
      return new OpenFolder(below, before.dev, null, drained.reverse());
    } finally {
      if (!isKept) await dir.close();
    }
  }

  /** Null: there are no more. */
  async next(): Promise<Entry | null> {
    if (this.dir === null) return this.drained.pop() ?? null;
    const entry = await this.dir.read();
    return entry === null ? null : bytesOf(entry);
  }

  async close(): Promise<void> {
    await this.dir?.close();
  }
}

const bytesOf = (entry: Dirent): Entry => entry as unknown as Entry;
