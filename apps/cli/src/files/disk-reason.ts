import { Fault } from '@pksn/domain';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'this user may not do that there',
  EPERM: 'this user may not do that there',
  EROFS: 'the disk is read-only',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
  EEXIST: 'it is there already',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'the name is too long',
};

/** Why the operating system refused a file, in words; its code when there are none for it. */
export function diskReason(error: unknown): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  return REASONS[code] ?? `the system answered ${code === '' ? 'with an error' : code}`;
}

export function isDiskError(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  return typeof error.code === 'string' && error.code in REASONS;
}

/** USAGE for an error of the file system that a person can put right; null for every other error. */
export function faultOfDisk(error: unknown): Fault | null {
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === undefined || !(code in REASONS) || typeof path !== 'string') return null;
  return new Fault('USAGE', `${path}: ${diskReason(error)}`, { cause: error });
}
