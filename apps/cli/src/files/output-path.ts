import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '@pksn/domain';
import { createDurable, writeDurable } from '@pksn/runtime';
import { diskReason } from './disk-reason';

/**
 * Throws USAGE unless `path` can be written: its folder is there and open to this user, and it is no folder itself.
 * Called before anything is made, so that a refused output leaves no half of a result behind.
 */
export async function requireWritable(path: string, flag: string): Promise<void> {
  const folder = dirname(path);
  try {
    if (!(await stat(folder)).isDirectory()) throw new Fault('USAGE', `${flag} ${path}: ${folder} is not a folder`);
    await access(folder, constants.W_OK);
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    const reason = `${folder}: ${diskReason(cause)}; make the folder, or name another`;
    throw new Fault('USAGE', `${flag} ${path} cannot be written: ${reason}`, { cause });
  }
  const there = await stat(path).catch(() => null);
  if (there?.isDirectory() === true) throw new Fault('USAGE', `${flag} ${path} is a folder; name a file in it`);
}

/** Throws USAGE when something is at `path`: it may be the only copy of a key or of another license. */
export async function requireFree(path: string, flag: string, force: boolean): Promise<void> {
  if (force || (await stat(path).catch(() => null)) === null) return;
  throw taken(path, flag, 'name another file, or pass --force');
}

/** The same for a command that never overwrites. */
export async function requireNew(path: string, flag: string): Promise<void> {
  if ((await stat(path).catch(() => null)) !== null) throw taken(path, flag, 'name another file');
}

/** Writes a whole file; without `force`, one that appeared since `requireFree` stays, and this throws USAGE. */
export async function writeOutput(
  path: string,
  text: string,
  { flag, mode, force }: { readonly flag: string; readonly mode: number; readonly force: boolean },
): Promise<void> {
  if (force) return writeDurable(path, text, mode);
  if (!(await createDurable(path, text, mode))) throw taken(path, flag, 'name another file, or pass --force');
}

function taken(path: string, flag: string, advice: string): Fault {
  return new Fault('USAGE', `${flag} ${path} is there already and is not overwritten: ${advice}`);
}
