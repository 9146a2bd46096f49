import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '@pksn/domain';
import type { LockFile } from '@pksn/runtime';
import { acquireLock, errorCode, makeDirectory, writeDurable } from '@pksn/runtime';

/** Grows when an older release could not use the folder any more. */
const DATA_VERSION = 1;

export interface DataFolder {
  readonly root: string;
  readonly lock: LockFile;
  /** The folder gets the demonstration: it was empty at its first start, which had no --empty. */
  readonly demonstration: boolean;
  path(...parts: string[]): string;
}

/** Makes or opens the folder and owns it. Faults: DATA_FOLDER, DATA_NEWER, ALREADY_RUNNING, DISK_FULL. */
export async function openDataFolder(root: string, options: { demonstration: boolean }): Promise<DataFolder> {
  await makeFolder(root);
  const lock = await acquireLock(join(root, 'lock'));
  try {
    const known = await readVersion(join(root, 'version.json'));
    const demonstration = known?.demonstration ?? options.demonstration;
    if (known === null) {
      await writeDurable(join(root, 'version.json'), `${JSON.stringify({ version: DATA_VERSION, demonstration })}\n`);
    }
    for (const name of ['logs', 'secrets']) await makeDirectory(join(root, name), 0o700);
    return { root, lock, demonstration, path: (...parts) => join(root, ...parts) };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function makeFolder(root: string): Promise<void> {
  try {
    // Everyone may enter: as root, PostgreSQL runs as another user. What is secret has its own mode.
    await makeDirectory(root, 0o755);
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault('DATA_FOLDER', `${root} cannot be made (${errorCode(error)})`, { cause: error });
  }
  if (!(await stat(root)).isDirectory()) throw new Fault('DATA_FOLDER', `${root} is not a folder`);
}

async function readVersion(path: string): Promise<{ demonstration: boolean } | null> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return null;
    throw new Fault('DATA_FOLDER', `${path} cannot be read (${errorCode(error)})`, { cause: error });
  });
  if (text === null) return null;
  const marker = parseMarker(text);
  if (marker === null) throw new Fault('DATA_FOLDER', `${path} is damaged; restore it from a backup`);
  if (marker.version > DATA_VERSION) {
    throw new Fault('DATA_NEWER', `the folder has version ${marker.version}, this release reads up to ${DATA_VERSION}`);
  }
  return { demonstration: marker.demonstration === true };
}

function parseMarker(text: string): { version: number; demonstration: unknown } | null {
  try {
    const { version, demonstration } = JSON.parse(text) as Record<string, unknown>;
    return typeof version === 'number' && Number.isInteger(version) ? { version, demonstration } : null;
  } catch {
    return null;
  }
}
