import promises from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A file as the disk knows it, apart from its names. */
export interface Inode {
  readonly kind: 'file' | 'folder';
}

/**
 * One thing that a process asked of the file system, in its order. `entry` changes the names in folders: each pair is
 * a path and what it names from then on, null for nothing; `write` and `sync` are of a file's bytes, `sync-folder` of
 * the names in one folder; `promise` is where somebody was told that something is kept.
 */
export type FileEffect =
  | { readonly kind: 'entry'; readonly names: readonly (readonly [string, Inode | null])[] }
  | { readonly kind: 'write'; readonly inode: Inode; readonly position: number; readonly bytes: Buffer }
  | { readonly kind: 'sync'; readonly inode: Inode }
  | { readonly kind: 'sync-folder'; readonly path: string }
  | { readonly kind: 'promise'; readonly what: string };

type Anything = (...values: never[]) => unknown;

/** Writes down every file effect below one folder while it is installed. */
export class EffectJournal {
  readonly effects: FileEffect[] = [];
  private readonly names = new Map<string, Inode>();
  private readonly undo: (() => void)[] = [];

  private constructor(private readonly root: string) {}

  static install(root: string): EffectJournal {
    const journal = new EffectJournal(root);
    journal.watch();
    return journal;
  }

  remove(): void {
    for (const back of this.undo.reverse()) back();
  }

  promise(what: string): void {
    this.effects.push({ kind: 'promise', what });
  }

  private entry(...names: [string, Inode | null][]): void {
    for (const [path, inode] of names)
      if (inode === null) this.names.delete(path);
      else this.names.set(path, inode);
    this.effects.push({ kind: 'entry', names });
  }

  private replace(name: string, by: (original: Anything) => Anything): void {
    const original = Reflect.get(promises, name) as Anything;
    Reflect.set(promises, name, by(original));
    this.undo.push(() => void Reflect.set(promises, name, original));
  }

  private watch(): void {
    this.replace('mkdir', (original) => async (...values: never[]) => {
      const done = await original(...values);
      this.entry([String(values[0]), { kind: 'folder' }]);
      return done;
    });
    this.replace('rename', (original) => async (...values: never[]) => {
      const [from, to] = values.map(String) as [string, string];
      const done = await original(...values);
      this.move(from, to);
      return done;
    });
    this.replace('rm', (original) => async (...values: never[]) => {
      const done = await original(...values);
      this.forget(String(values[0]));
      return done;
    });
    this.replace('open', (original) => async (...values: never[]) => {
      const handle = (await original(...values)) as FileHandle;
      const path = String(values[0]);
      if (path.startsWith(this.root)) this.watchHandle(handle, path);
      return handle;
    });
  }

  /** A folder takes everything below it along; that is one effect, in the two folders of its names. */
  private move(from: string, to: string): void {
    const inode = this.names.get(from);
    if (inode === undefined) return;
    for (const [path, one] of [...this.names])
      if (path.startsWith(`${from}/`)) {
        this.names.delete(path);
        this.names.set(`${to}${path.slice(from.length)}`, one);
      }
    this.entry([from, null], [to, inode]);
  }

  private forget(path: string): void {
    const below = [...this.names.keys()].filter((one) => one === path || one.startsWith(`${path}/`));
    // The deepest first, as rm does it.
    for (const one of below.sort((a, b) => b.length - a.length)) this.entry([one, null]);
  }

  private watchHandle(handle: FileHandle, path: string): void {
    const known = this.names.get(path);
    const isFolder = known?.kind === 'folder' || path === this.root;
    if (known === undefined && !isFolder) this.entry([path, { kind: 'file' }]);
    const inode = this.names.get(path) ?? { kind: 'folder' };
    const write = handle.write.bind(handle) as (bytes: Uint8Array, ...rest: number[]) => Promise<unknown>;
    const sync = handle.sync.bind(handle);
    Reflect.set(handle, 'write', async (bytes: Uint8Array, offset: number, length: number, position: number) => {
      const done = await write(bytes, offset, length, position);
      this.effects.push({
        kind: 'write',
        inode,
        position,
        bytes: Buffer.from(bytes.subarray(offset, offset + length)),
      });
      return done;
    });
    Reflect.set(handle, 'sync', async () => {
      await sync();
      this.effects.push(isFolder ? { kind: 'sync-folder', path } : { kind: 'sync', inode });
    });
  }
}

/** The folders whose names an effect changes. */
export function foldersOf(effect: FileEffect & { kind: 'entry' }): string[] {
  return effect.names.map(([path]) => dirname(path));
}
