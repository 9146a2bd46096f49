import { lstat, realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { diskReason } from '../files/disk-reason';
import type { Exclusion } from './exclusions';
import { isOfTheSystem } from './file-systems';
import type { FoundFile, NamedPath } from './found-file';
import { realPath } from './found-file';
import type { LeftOut } from './left-out';
import { OpenFolder } from './open-folder';
import type { Entry } from './open-folder';

export interface WalkOptions {
  readonly recursive: boolean;
  readonly oneFileSystem: boolean;
  readonly exclusion: Exclusion;
  readonly signal: AbortSignal;
}

/** So many folders are open at once; below that their names are read at once. */
const OPEN_FOLDERS = 64;
const NOTHING = Buffer.alloc(0);
const SLASH = Buffer.from('/');

/**
 * The files of trees, one after the other, with no list of them. A path that is named may be a link; links below are not followed.
 * What stands in the way of one file or folder is reported in its place.
 */
export class TreeWalk {
  private readonly open: OpenFolder[] = [];

  constructor(
    private readonly options: WalkOptions,
    private readonly leftOut: LeftOut,
  ) {}

  async *files(paths: readonly string[]): AsyncGenerator<FoundFile> {
    for (const path of paths) {
      if (this.options.signal.aborted) return;
      yield* this.named(path);
    }
  }

  private async *named(path: string): AsyncGenerator<FoundFile> {
    const given = Buffer.from(path.replace(/\/+$/, '') || (path.startsWith('/') ? '/' : path));
    const unopened = { given, real: given, absolute: resolve(path), isFolder: false };
    let root: NamedPath = unopened;
    let flaw: string | null;
    try {
      const facts = await stat(path);
      const real = await realpath(Buffer.from(path), { encoding: 'buffer' });
      root = {
        given: path === '.' || path === './' ? NOTHING : given,
        real: real.equals(SLASH) ? NOTHING : real,
        absolute: unopened.absolute,
        isFolder: facts.isDirectory(),
      };
      flaw = await flawOf(facts, real, this.options.recursive);
    } catch (error) {
      flaw = reasonOf(error);
    }
    if (flaw !== null || !root.isFolder) yield { root, below: NOTHING, flaw };
    else yield* this.tree(root);
  }

  private async *tree(root: NamedPath): AsyncGenerator<FoundFile> {
    const failed = await this.enter(root, NOTHING);
    if (failed !== null) yield failed;
    try {
      for (let folder = this.open.at(-1); folder !== undefined; folder = this.open.at(-1)) {
        if (this.options.signal.aborted) return;
        const found = await this.foundNext(root, folder);
        if (found !== null) yield found;
      }
    } finally {
      for (const folder of this.open.splice(0)) await folder.close();
    }
  }

  /** Null where there is nothing to tell. What cannot be read to its end is left; other folders are none the worse. */
  private async foundNext(root: NamedPath, folder: OpenFolder): Promise<FoundFile | null> {
    try {
      const entry = await this.entryOf(folder);
      return entry === null ? null : await this.found(root, folder, entry);
    } catch (error) {
      if (this.open.at(-1) === folder) this.open.pop();
      await folder.close().catch(() => undefined);
      return { root, below: folder.below, flaw: reasonOf(error) };
    }
  }

  /** Null at its end, when it is closed. */
  private async entryOf(folder: OpenFolder): Promise<Entry | null> {
    const entry = await folder.next();
    if (entry !== null) return entry;
    this.open.pop();
    await folder.close();
    return null;
  }

  private async found(root: NamedPath, folder: OpenFolder, entry: Entry): Promise<FoundFile | null> {
    const below = Buffer.concat([folder.below, SLASH, entry.name]);
    const name = entry.name.toString('utf8');
    if (this.options.exclusion(below.subarray(1).toString('utf8'), name)) this.leftOut.excluded += 1;
    else if (entry.isFile()) return { root, below, flaw: null };
    else if (entry.isDirectory()) return this.enter(root, below);
    else if (entry.isSymbolicLink()) this.leftOut.links += 1;
    else this.leftOut.special += 1;
    return null;
  }

  /** What kept the walk out of a folder; null: nothing did, or it is left out. */
  private async enter(root: NamedPath, below: Buffer): Promise<FoundFile | null> {
    try {
      const above = this.open.at(-1);
      if (above !== undefined && (await this.isOtherMount(root, below, above.device))) {
        this.leftOut.mounts += 1;
        return null;
      }
      const folder = await OpenFolder.open(root, below, this.open.length >= OPEN_FOLDERS);
      if (folder === null) return { root, below, flaw: 'it was replaced while its folder was read' };
      this.open.push(folder);
      return null;
    } catch (error) {
      return { root, below, flaw: reasonOf(error) };
    }
  }

  private async isOtherMount(root: NamedPath, below: Buffer, device: bigint): Promise<boolean> {
    const path = realPath({ root, below });
    if ((await lstat(path, { bigint: true })).dev === device) return false;
    return this.options.oneFileSystem || isOfTheSystem(path);
  }
}

async function flawOf(
  facts: { isFile(): boolean; isDirectory(): boolean },
  real: Buffer,
  recursive: boolean,
): Promise<string | null> {
  if (!facts.isFile() && !facts.isDirectory()) return 'is not a regular file';
  if (await isOfTheSystem(real)) return 'belongs to the system, not to a disk';
  return facts.isDirectory() && !recursive ? 'is a folder; pass -r' : null;
}

function reasonOf(error: unknown): string {
  return diskReason(error) || 'it cannot be read';
}
