import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Prng } from '../fuzz/prng';
import type { FileEffect, Inode } from './effect-journal';
import { foldersOf } from './effect-journal';

/** What a disk may hold after the power failed: which names there are, and the bytes behind them. */
export interface DiskImage {
  readonly files: ReadonlyMap<string, Buffer>;
  readonly folders: ReadonlySet<string>;
  /** What somebody had been told before. */
  readonly promises: ReadonlySet<string>;
}

/**
 * The power fails after the first `length` effects. What was synced is there; of everything else any part may be: each
 * write and each change of names, on its own. A change of two folders is kept or lost as one.
 */
export function imageAfter(effects: readonly FileEffect[], length: number, root: string, prng: Prng): DiskImage {
  const past = effects.slice(0, length);
  const survives = keptEffects(past, prng);
  const contents = new Map<Inode, Buffer>();
  const names = new Map<string, Inode>();
  const promises = new Set<string>();
  for (const [index, effect] of past.entries()) {
    if (effect.kind === 'promise') promises.add(effect.what);
    if (!survives(index)) continue;
    if (effect.kind === 'write') writeInto(contents, effect);
    if (effect.kind === 'entry') rename(names, effect.names);
  }
  return { ...reachable(names, contents, root), promises };
}

/** Says of each effect whether it reached the disk: because of a later sync, or by chance. */
function keptEffects(past: readonly FileEffect[], prng: Prng): (index: number) => boolean {
  const syncedFiles = new Map<Inode, number>();
  const syncedFolders = new Map<string, number>();
  past.forEach((effect, index) => {
    if (effect.kind === 'sync') syncedFiles.set(effect.inode, index);
    if (effect.kind === 'sync-folder') syncedFolders.set(effect.path, index);
  });
  const kept = past.map((effect, index) => {
    const after = (synced: number | undefined): boolean => synced !== undefined && synced > index;
    if (effect.kind === 'write') return after(syncedFiles.get(effect.inode)) || prng.below(2) === 0;
    if (effect.kind !== 'entry') return true;
    return foldersOf(effect).some((folder) => after(syncedFolders.get(folder))) || prng.below(2) === 0;
  });
  return (index) => kept[index] === true;
}

function writeInto(contents: Map<Inode, Buffer>, effect: FileEffect & { kind: 'write' }): void {
  const { inode, position, bytes } = effect;
  const old = contents.get(inode) ?? Buffer.alloc(0);
  const next = Buffer.alloc(Math.max(old.length, position + bytes.length));
  old.copy(next);
  bytes.copy(next, position);
  contents.set(inode, next);
}

/** A folder that moves takes along what is in it. */
function rename(names: Map<string, Inode>, changes: readonly (readonly [string, Inode | null])[]): void {
  const [first, second] = changes;
  if (first !== undefined && second?.[1]?.kind === 'folder')
    for (const [path, inode] of [...names])
      if (path.startsWith(`${first[0]}/`)) {
        names.delete(path);
        names.set(`${second[0]}${path.slice(first[0].length)}`, inode);
      }
  for (const [path, inode] of changes)
    if (inode === null) names.delete(path);
    else names.set(path, inode);
}

/** Only what all folders above lead to can be found again. */
function reachable(
  names: ReadonlyMap<string, Inode>,
  contents: ReadonlyMap<Inode, Buffer>,
  root: string,
): Pick<DiskImage, 'files' | 'folders'> {
  const files = new Map<string, Buffer>();
  const folders = new Set([root]);
  for (const [path, inode] of [...names].sort(([a], [b]) => a.split('/').length - b.split('/').length)) {
    if (!folders.has(dirname(path))) continue;
    if (inode.kind === 'folder') folders.add(path);
    else files.set(path, contents.get(inode) ?? Buffer.alloc(0));
  }
  return { files, folders };
}

/** Writes an image below `to`, in place of what was below `from`. */
export function restore(image: DiskImage, from: string, to: string): void {
  for (const folder of [...image.folders].sort((a, b) => a.length - b.length))
    mkdirSync(join(to, folder.slice(from.length)), { recursive: true });
  for (const [path, bytes] of image.files) writeFileSync(join(to, path.slice(from.length)), bytes);
}
